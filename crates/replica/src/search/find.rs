//! Asking the index: what a person typed becomes expressions for its tables.

use super::text::{Doc, Kind, LEAST_DIGITS, code, merchant};
use crate::{error::Result, row};
use domain::{
    entity::Table,
    id::{HubId, MerchantId},
    text::{digits, fold},
};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What was typed, ready to be asked.
pub(crate) struct Question {
    hub: HubId,
    /// All of them, each somewhere among a delivery's words.
    terms: Vec<Term>,
    /// Any part of a phone number.
    phone: Option<String>,
    /// Any part of a reference.
    reference: Option<String>,
    /// As it was typed, and the national part of a number it may be.
    typed: String,
    number: String,
}

/// A word, or the beginning of one; or one of the merchants that have such a word in their name.
struct Term {
    text: String,
    begins: bool,
    merchants: Vec<MerchantId>,
}

impl Term {
    /// What finds it among the words of deliveries that are open or not.
    fn expression(&self, hub: HubId, open: bool) -> String {
        let code = code(hub, Kind::of(open));
        let ending = if self.begins { "*" } else { "" };
        let mut either = format!("\"{code}{}\"{ending}", self.text);
        for id in &self.merchants {
            either.push_str(&format!(" OR \"{}\"", merchant(hub, open, *id)));
        }
        either
    }

    /// Whether it is among these words.
    fn is_in(&self, words: &str, hub: HubId, open: bool) -> bool {
        let text = format!("{}{}", code(hub, Kind::of(open)), self.text);
        let own = |word: &str| match self.begins {
            true => word.starts_with(&text),
            false => word == text,
        };
        let merchants: Vec<String> = self
            .merchants
            .iter()
            .map(|id| merchant(hub, open, *id))
            .collect();
        words
            .split(' ')
            .any(|word| own(word) || merchants.iter().any(|merchant| word == merchant))
    }
}

/// The index's tables, as they are asked.
#[derive(Clone, Copy, Debug)]
enum Index {
    Words,
    Phones,
    Parts,
}

impl Index {
    fn table(self) -> &'static str {
        match self {
            Self::Words => "search_words",
            Self::Phones => "search_phones",
            Self::Parts => "search_parts",
        }
    }
}

/// Of the open deliveries in one table so many are ranked, or as many as are asked for, the most recently indexed:
/// whoever types on has fewer.
const MAX_RANKED: usize = 100;
/// A word that so few deliveries have is looked up alone, and the others in their text: meeting it with one that most
/// have would walk through all of those.
const FEW: usize = 60;
/// The most merchants a typed word may stand for.
const MAX_MERCHANTS: usize = 40;

impl Question {
    /// `merchants` answers which merchants' folded names have a word that begins with the given one. Too short a
    /// text asks nothing: `None`.
    pub fn new(
        hub: HubId,
        typed: &str,
        merchants: impl Fn(&str) -> Vec<MerchantId>,
    ) -> Option<Self> {
        let folded = fold(typed);
        let is_long = |term: &str| term.chars().nth(1).is_some();
        let words: Vec<&str> = folded.split_whitespace().take(8).collect();
        let mut terms = Vec::new();
        if is_long(&folded) {
            for (at, text) in words.iter().enumerate() {
                // A first letter alone stands for half of all words: what is before it is asked.
                if at == 0 || at + 1 < words.len() || is_long(text) {
                    terms.push(Term {
                        text: (*text).to_owned(),
                        begins: is_long(text),
                        merchants: merchants(text).into_iter().take(MAX_MERCHANTS).collect(),
                    });
                }
            }
        }
        let joined = folded.replace(' ', "");
        let reference = (joined.chars().count() >= 3).then_some(joined);
        let number = digits(typed);
        let only_number = typed.chars().all(|c| !c.is_alphabetic());
        let national = if only_number { national(&number) } else { "" };
        let phone = (national.len() >= LEAST_DIGITS).then(|| national.to_owned());
        let asks = !terms.is_empty() || phone.is_some() || reference.is_some();
        asks.then_some(Self {
            hub,
            terms,
            phone,
            reference,
            typed: typed.trim().to_owned(),
            number: national.to_owned(),
        })
    }

    /// What to ask one of the tables about deliveries that are open or not, any of `open`; nothing where the text
    /// does not say anything it knows.
    fn of(&self, index: Index, open: &[bool]) -> Option<String> {
        let code = |open: &bool| code(self.hub, Kind::of(*open));
        let any = |each: &dyn Fn(&bool) -> String| {
            let each: Vec<String> = open.iter().map(each).collect();
            format!("({})", each.join(" OR "))
        };
        match index {
            Index::Words => {
                let terms: Vec<String> = self
                    .terms
                    .iter()
                    .map(|term| any(&|open| term.expression(self.hub, *open)))
                    .collect();
                (!terms.is_empty()).then(|| terms.join(" AND "))
            }
            Index::Phones => {
                let phone = self.phone.as_deref()?;
                Some(any(&|open| format!("\"{}{phone}\"*", code(open))))
            }
            Index::Parts => {
                let reference = self.reference.as_deref()?;
                let place = any(&|open| format!("place : \"{}\"", code(open)));
                Some(format!("{place} AND reference : \"{reference}\""))
            }
        }
    }
}

/// A number as people dial it, without what stands before the national part: 00966…, 966…, 0….
fn national(number: &str) -> &str {
    let rest = number.strip_prefix("00").unwrap_or(number);
    let rest = match rest.strip_prefix("966") {
        Some(tail) if tail.len() >= 3 => tail,
        _ => rest,
    };
    match rest.strip_prefix('0') {
        Some(tail) if tail.len() >= 3 => tail,
        _ => rest,
    }
}

/// A condition on `delivery.id`, and its parameters.
pub(crate) fn filter_sql(question: &Question) -> (String, Vec<String>) {
    let (mut found, mut expressions) = (Vec::new(), Vec::new());
    for index in [Index::Words, Index::Phones, Index::Parts] {
        if let Some(expression) = question.of(index, &[true, false]) {
            let table = index.table();
            found.push(format!("SELECT rowid FROM {table} WHERE {table} MATCH ?"));
            expressions.push(expression);
        }
    }
    let found = found.join(" UNION ");
    (
        format!("delivery.id IN (SELECT delivery_id FROM search_doc WHERE doc IN ({found}))"),
        expressions,
    )
}

/// The best `limit` deliveries: open ones by when they are due, then the latest finished ones. Where no word begins as
/// it was typed, and no phone number has it, those whose reference has it anywhere.
pub(crate) fn hits(conn: &Connection, question: &Question, limit: u32) -> Result<Vec<Uuid>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    for indexes in [&[Index::Words, Index::Phones][..], &[Index::Parts]] {
        if found.is_empty() {
            found = open_ones(conn, question, indexes, limit)?;
            let left = limit - found.len();
            found.extend(done_ones(conn, question, indexes, left)?);
        }
    }
    let left = limit - found.len();
    if left > 0
        && let Some(from) = super::owed_from(conn)?
    {
        let more = scan(conn, question, from, left)?;
        let more: Vec<Uuid> = more.into_iter().filter(|id| !found.contains(id)).collect();
        found.extend(more);
    }
    Ok(found)
}

/// By when they are due.
fn open_ones(
    conn: &Connection,
    question: &Question,
    indexes: &[Index],
    limit: usize,
) -> Result<Vec<Uuid>> {
    let mut ranked = Vec::new();
    for doc in docs(conn, question, indexes, true, limit.max(MAX_RANKED))? {
        if let Some((delivery, due_at)) = document(conn, question.hub, doc)? {
            ranked.push((due_at.is_none(), due_at, doc, delivery));
        }
    }
    ranked.sort_unstable();
    ranked.truncate(limit);
    Ok(ranked.into_iter().map(|(.., delivery)| delivery).collect())
}

/// The latest first.
fn done_ones(
    conn: &Connection,
    question: &Question,
    indexes: &[Index],
    limit: usize,
) -> Result<Vec<Uuid>> {
    let mut found = Vec::new();
    if limit == 0 {
        return Ok(found);
    }
    // A few more than asked for: other hubs may have the same code.
    for doc in docs(conn, question, indexes, false, limit.max(MAX_RANKED))?
        .into_iter()
        .rev()
    {
        if let Some((delivery, _)) = document(conn, question.hub, doc)? {
            found.push(delivery);
            if found.len() == limit {
                break;
            }
        }
    }
    Ok(found)
}

/// The last `count` documents each of the tables finds.
fn docs(
    conn: &Connection,
    question: &Question,
    indexes: &[Index],
    open: bool,
    count: usize,
) -> Result<BTreeSet<i64>> {
    let mut docs = BTreeSet::new();
    for index in indexes {
        if matches!(index, Index::Words)
            && let Some(few) = few(conn, question, open)?
        {
            docs.extend(few);
        } else if let Some(expression) = question.of(*index, &[open]) {
            docs.extend(matching(conn, *index, &expression, count)?);
        }
    }
    Ok(docs)
}

fn matching(conn: &Connection, index: Index, expression: &str, count: usize) -> Result<Vec<i64>> {
    let table = index.table();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT ?"
    ))?;
    let rows = statement.query_map((expression, count), |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// All documents with every word, where one of several words is in few of them.
fn few(conn: &Connection, question: &Question, open: bool) -> Result<Option<Vec<i64>>> {
    if question.terms.len() < 2 {
        return Ok(None);
    }
    for term in &question.terms {
        let expression = term.expression(question.hub, open);
        let found = matching(conn, Index::Words, &expression, FEW + 1)?;
        if found.len() <= FEW {
            let mut kept = Vec::new();
            for doc in found {
                if has_all(conn, question, open, doc)? {
                    kept.push(doc);
                }
            }
            return Ok(Some(kept));
        }
    }
    Ok(None)
}

fn has_all(conn: &Connection, question: &Question, open: bool, doc: i64) -> Result<bool> {
    let hub = question.hub;
    let Some((delivery, _)) = document(conn, hub, doc)? else {
        return Ok(false);
    };
    let Some(row) = row::get(conn, Table::Delivery, delivery)? else {
        return Ok(false);
    };
    let Some(doc) = Doc::of(&row.values) else {
        return Ok(false);
    };
    let has = |term: &Term| term.is_in(&doc.words, hub, open);
    Ok(question.terms.iter().all(has))
}

/// The delivery a document is of, and when it is due; none where it is another hub's.
fn document(conn: &Connection, hub: HubId, doc: i64) -> Result<Option<(Uuid, Option<i64>)>> {
    Ok(conn
        .prepare_cached("SELECT delivery_id, due_at FROM search_doc WHERE doc = ? AND hub_id = ?")?
        .query_row((doc, hub.0), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// While the index is being made: deliveries it does not have yet, by reference, name or number as they are written.
fn scan(conn: &Connection, question: &Question, from: i64, limit: usize) -> Result<Vec<Uuid>> {
    let like = |text: &str| {
        let text = text.replace(['%', '_'], "");
        (!text.is_empty()).then(|| format!("%{text}%"))
    };
    let mut statement = conn.prepare_cached(
        "SELECT id FROM delivery WHERE rowid > ?1 AND +hub_id = ?2
           AND (reference LIKE ?3 OR dropoff_name LIKE ?3 OR dropoff_phone LIKE ?4 OR pickup_phone LIKE ?4)
         LIMIT ?5",
    )?;
    let number = (question.number.len() >= 3).then(|| format!("%{}%", question.number));
    let rows = statement.query_map(
        (from, question.hub.0, like(&question.typed), number, limit),
        |row| row.get(0),
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
