//! Versions of what is stored and sent. Every table, column and word says since which schema it exists; [`SCHEMA`]
//! follows from that. Owns how a row looks to a reader of an older schema ([`narrow`]), and how a row of an older schema
//! looks here ([`widen`]). Knows neither wire nor storage.
//!
//! The schema rises once per release. A server answers a console in the console's schema, so that a console of a release
//! before goes on working; a console takes a server's older answers and asks for what they lacked once a newer server
//! is there ([`changed_since`]).

use crate::{
    entity::Table,
    value::{Column, Kind, Value},
};
use std::sync::OnceLock;

/// The first schema, which every release reads.
pub const FIRST: u32 = 1;
/// A schema after every real one, which only tests switch on: see [`next`].
#[cfg(feature = "next")]
pub const NEXT: u32 = END;
/// Numbers from here on are no release's.
const END: u32 = 1000;

/// A release, and the schema that was frozen with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    pub version: &'static str,
    pub schema: u32,
}

/// All releases, oldest first. What exists in one of their schemas keeps its name, place, default and words for ever.
pub const RELEASES: &[Release] = &[Release {
    version: "0.1",
    schema: FIRST,
}];

/// The schema of this build: the newest that a table, column or word is declared with.
pub const SCHEMA: u32 = newest();

/// The schema of whoever asks: this build's, but where tests switch on the one after it.
#[cfg(not(feature = "next"))]
pub const fn own() -> u32 {
    SCHEMA
}

#[cfg(feature = "next")]
pub fn own() -> u32 {
    match next::is_on() {
        true => NEXT,
        false => SCHEMA,
    }
}

/// Something made once for the schema that whoever asks has.
#[derive(Debug)]
pub struct Made<T> {
    here: OnceLock<T>,
    #[cfg(feature = "next")]
    next: OnceLock<T>,
}

impl<T> Made<T> {
    #[expect(clippy::new_without_default, reason = "for statics")]
    pub const fn new() -> Self {
        Self {
            here: OnceLock::new(),
            #[cfg(feature = "next")]
            next: OnceLock::new(),
        }
    }

    /// What is made, by `make` where nobody has made it yet.
    pub fn get(&self, make: impl FnOnce() -> T) -> &T {
        #[cfg(feature = "next")]
        if own() == NEXT {
            return self.next.get_or_init(make);
        }
        self.here.get_or_init(make)
    }
}

/// Switching on the schema after this build's, for tests: for the process, or for what a closure does on its thread.
#[cfg(feature = "next")]
pub mod next {
    use std::{
        cell::Cell,
        sync::atomic::{AtomicBool, Ordering},
    };

    static ON: AtomicBool = AtomicBool::new(false);

    thread_local! {
        static HERE: Cell<Option<bool>> = const { Cell::new(None) };
    }

    /// For this process, from now on.
    pub fn switch_on() {
        ON.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_on() -> bool {
        HERE.get().unwrap_or_else(|| ON.load(Ordering::Relaxed))
    }

    /// What the rules of that schema put into the column it adds: nothing where it is off.
    pub(crate) fn bag(id: crate::id::SettlementId) -> String {
        match is_on() {
            true => format!("bag {id}"),
            false => String::new(),
        }
    }

    /// While `work` runs on this thread.
    pub fn under<T>(on: bool, work: impl FnOnce() -> T) -> T {
        struct Back(Option<bool>);
        impl Drop for Back {
            fn drop(&mut self) {
                HERE.set(self.0);
            }
        }
        let _back = Back(HERE.replace(Some(on)));
        work()
    }
}

/// A word of a [`text_enum!`](crate::text_enum!), as it is stored and sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    pub word: &'static str,
    /// The schema that has it first.
    pub since: u32,
    /// What a reader of an older schema gets in its place. Without one, the row is withheld from it.
    pub stand_in: Option<&'static str>,
}

const fn newest() -> u32 {
    let (mut newest, mut i) = (FIRST, 0);
    while i < Table::ALL.len() {
        let level = level_below(Table::ALL[i], END);
        if level > newest {
            newest = level;
        }
        i += 1;
    }
    newest
}

/// The newest schema up to `own` in which the table, a column of it or a word in a column was added: a reader of that
/// schema knows its rows in full.
pub const fn level(table: Table, own: u32) -> u32 {
    level_below(table, own.saturating_add(1))
}

const fn level_below(table: Table, end: u32) -> u32 {
    let mut newest = table.since();
    let (columns, mut i) = (table.columns(), 0);
    while i < columns.len() {
        newest = later(newest, columns[i].since, end);
        let (words, mut n) = (columns[i].words, 0);
        while n < words.len() {
            newest = later(newest, words[n].since, end);
            n += 1;
        }
        i += 1;
    }
    newest
}

const fn later(newest: u32, since: u32, end: u32) -> u32 {
    if since > newest && since < end {
        since
    } else {
        newest
    }
}

/// The tables that exist in `schema`.
pub fn tables(schema: u32) -> impl Iterator<Item = Table> {
    Table::ALL
        .iter()
        .copied()
        .filter(move |table| table.since() <= schema)
}

/// The columns that `table` has in `schema`, in order.
pub fn columns(table: Table, schema: u32) -> impl Iterator<Item = &'static Column> {
    let all = table.columns().iter();
    all.filter(move |column| column.since <= schema)
}

/// What exists in `schema`, one line per column, in words: what is frozen with a release.
pub fn declared(schema: u32) -> String {
    let mut text = String::new();
    for table in tables(schema) {
        for column in columns(table, schema) {
            let words = column.words.iter().filter(|word| word.since <= schema);
            let words: Vec<String> = words.map(Word::declared).collect();
            let mut line = format!("{table}.{} {:?}", column.name, column.kind);
            if column.nullable {
                line += " null";
            }
            if column.since > FIRST {
                line += &format!(" since {} or {:?}", column.since, column.default());
            }
            if !words.is_empty() {
                line += &format!(" of {}", words.join(", "));
            }
            text += &line;
            text.push('\n');
        }
    }
    text
}

impl Word {
    fn declared(&self) -> String {
        match (self.since, self.stand_in) {
            (FIRST, _) => self.word.to_owned(),
            (since, Some(other)) => format!("{} since {since} else {other}", self.word),
            (since, None) => format!("{} since {since}", self.word),
        }
    }
}

/// The tables of which a reader of schema `own` knows more than one of schema `older` is told.
pub fn changed_since(older: u32, own: u32) -> impl Iterator<Item = Table> {
    tables(own).filter(move |table| level(*table, own) > older)
}

/// A row of one value for every column that is compiled in, as a reader of `schema` gets it: without the columns that
/// came later, and with the stand-ins of later words. `None` where it gets nothing of the row.
pub fn narrow(table: Table, values: Vec<Value>, schema: u32) -> Option<Vec<Value>> {
    if table.since() > schema {
        return None;
    }
    let mut narrow = Vec::with_capacity(values.len());
    for (column, value) in table.columns().iter().zip(values) {
        if column.since <= schema {
            narrow.push(known_to(column, value, schema)?);
        }
    }
    Some(narrow)
}

fn known_to(column: &Column, value: Value, schema: u32) -> Option<Value> {
    match (column.kind, value) {
        (Kind::Text, Value::Text(text)) => match stand_in(column.words, &text, schema)? {
            Some(other) => Some(Value::Text(other.to_owned())),
            None => Some(Value::Text(text)),
        },
        (_, value) => Some(value),
    }
}

/// What stands for `word` in `schema`: `Some(None)` for itself, `None` for nothing.
pub fn stand_in(words: &[Word], word: &str, schema: u32) -> Option<Option<&'static str>> {
    let mut other = None;
    // A stand-in is an older word, and may have one itself.
    while let Some(found) = words.iter().find(|w| w.word == other.unwrap_or(word)) {
        if found.since <= schema {
            break;
        }
        other = Some(found.stand_in?);
    }
    Some(other)
}

/// A row as `schema` has it, with the defaults of what came later. `None` where it has not the columns of `schema`.
pub fn widen(table: Table, values: Vec<Value>, schema: u32) -> Option<Vec<Value>> {
    let mut given = values.into_iter();
    let mut wide = Vec::with_capacity(table.columns().len());
    for column in table.columns() {
        wide.push(match column.since <= schema {
            true => given.next()?,
            false => column.default(),
        });
    }
    given.next().is_none().then_some(wide)
}
