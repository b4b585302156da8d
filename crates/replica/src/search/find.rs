//! Asking the index: what a person typed becomes expressions for both FTS tables.

use super::text::{merchant, place};
use crate::error::Result;
use domain::{
    id::{HubId, MerchantId},
    text::{digits, fold},
};
use rusqlite::Connection;
use uuid::Uuid;

/// What was typed, ready to be asked.
pub(crate) struct Question {
    hub: HubId,
    /// Beginnings of words.
    words: Option<String>,
    /// Any part of a phone number.
    phone: Option<String>,
    /// Any part of a reference.
    reference: Option<String>,
    /// As it was typed, and the national part of a number it may be.
    typed: String,
    number: String,
}

/// Of each tier so many hits are ranked.
const MAX_HITS: u32 = 1_000;
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
        let terms: Vec<&str> = folded.split_whitespace().take(8).collect();
        let is_long = |term: &str| term.chars().nth(1).is_some();
        let words = folded.chars().nth(1).is_some().then(|| {
            terms
                .iter()
                // A first letter alone stands for half of all words: what is before it is asked.
                .enumerate()
                .filter(|(at, term)| *at == 0 || at + 1 < terms.len() || is_long(term))
                .map(|(_, term)| {
                    let ending = if is_long(term) { "*" } else { "" };
                    let mut expression = format!("{{reference name address}} : \"{term}\"{ending}");
                    for id in merchants(term).into_iter().take(MAX_MERCHANTS) {
                        expression.push_str(&format!(" OR merchant : \"{}\"", merchant(id)));
                    }
                    format!("({expression})")
                })
                .collect::<Vec<_>>()
                .join(" AND ")
        });
        let joined = folded.replace(' ', "");
        let reference = (joined.chars().count() >= 3).then(|| format!("reference : \"{joined}\""));
        let number = digits(typed);
        let only_number = typed.chars().all(|c| !c.is_alphabetic());
        let national = if only_number { national(&number) } else { "" };
        let phone = (national.len() >= 3).then(|| format!("phone : \"{national}\""));
        let asks = words.is_some() || phone.is_some() || reference.is_some();
        asks.then_some(Self {
            hub,
            words,
            phone,
            reference,
            typed: typed.trim().to_owned(),
            number: national.to_owned(),
        })
    }

    /// Confines an expression to open or finished deliveries, or both; one that finds nothing where there is nothing
    /// to ask.
    fn within(&self, open: Option<bool>, expression: Option<&str>) -> String {
        let Some(expression) = expression else {
            return "place : \"none\"".to_owned();
        };
        let places: Vec<String> = match open {
            Some(open) => vec![place(self.hub, open)],
            None => vec![place(self.hub, true), place(self.hub, false)],
        };
        let places: Vec<String> = places.iter().map(|p| format!("place : \"{p}\"")).collect();
        format!("({}) AND ({expression})", places.join(" OR "))
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

/// A condition on `delivery.id`, and its two parameters.
pub(crate) fn filter_sql(question: &Question) -> (&'static str, [String; 2]) {
    let words = question.within(None, question.words.as_deref());
    let parts: Vec<&str> = [&question.phone, &question.reference]
        .into_iter()
        .filter_map(Option::as_deref)
        .collect();
    let parts = (!parts.is_empty()).then(|| parts.join(" OR "));
    let parts = question.within(None, parts.as_deref());
    (
        "delivery.id IN (SELECT delivery_id FROM search_doc WHERE doc IN
           (SELECT rowid FROM search_words WHERE search_words MATCH ?
            UNION SELECT rowid FROM search_parts WHERE search_parts MATCH ?))",
        [words, parts],
    )
}

/// The best `limit` deliveries: open ones by when they are due, then the latest finished ones. Where no word begins as
/// it was typed, and no phone number has it, those whose reference has it anywhere.
pub(crate) fn hits(conn: &Connection, question: &Question, limit: u32) -> Result<Vec<Uuid>> {
    let left =
        |found: &[Uuid]| limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
    let mut found = Vec::new();
    let usual = (question.words.as_deref(), question.phone.as_deref());
    for (words, parts) in [usual, (None, question.reference.as_deref())] {
        if found.is_empty() && (words.is_some() || parts.is_some()) {
            for open in [true, false] {
                if left(&found) > 0 {
                    let words = question.within(Some(open), words);
                    let parts = question.within(Some(open), parts);
                    found.extend(tier(conn, question, (words, parts), open, left(&found))?);
                }
            }
        }
    }
    let left = left(&found);
    if left > 0
        && let Some(from) = super::owed_from(conn)?
    {
        let more = scan(conn, question, from, left)?;
        let more: Vec<Uuid> = more.into_iter().filter(|id| !found.contains(id)).collect();
        found.extend(more);
    }
    Ok(found)
}

/// While the index is being made: deliveries it does not have yet, by reference, name or number as they are written.
fn scan(conn: &Connection, question: &Question, from: i64, limit: u32) -> Result<Vec<Uuid>> {
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

fn tier(
    conn: &Connection,
    question: &Question,
    (words, parts): (String, String),
    open: bool,
    limit: u32,
) -> Result<Vec<Uuid>> {
    let order = if open {
        "search_doc.due_at IS NULL, search_doc.due_at, hit.doc"
    } else {
        "hit.doc DESC"
    };
    // Of very many the most recently indexed are looked at: whoever types on has fewer.
    let newest = format!("ORDER BY rowid DESC LIMIT {MAX_HITS}");
    // CROSS JOIN: from the hits to their documents, never through all of them.
    let mut statement = conn.prepare_cached(&format!(
        "SELECT search_doc.delivery_id FROM
           (SELECT rowid AS doc FROM (SELECT rowid FROM search_words WHERE search_words MATCH ?1 {newest})
            UNION SELECT rowid FROM (SELECT rowid FROM search_parts WHERE search_parts MATCH ?2 {newest})) AS hit
         CROSS JOIN search_doc ON search_doc.doc = hit.doc
         WHERE search_doc.hub_id = ?3 ORDER BY {order} LIMIT ?4"
    ))?;
    let rows = statement.query_map((words, parts, question.hub.0, limit), |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
