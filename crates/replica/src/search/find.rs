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
    words: Option<String>,
    parts: Option<String>,
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
        let words = (folded.chars().count() >= 2).then(|| {
            terms
                .iter()
                .map(|term| {
                    let mut expression = format!("{{reference name address}} : \"{term}\"*");
                    for id in merchants(term).into_iter().take(MAX_MERCHANTS) {
                        expression.push_str(&format!(" OR merchant : \"{}\"", merchant(id)));
                    }
                    format!("({expression})")
                })
                .collect::<Vec<_>>()
                .join(" AND ")
        });
        let mut parts = Vec::new();
        let joined = folded.replace(' ', "");
        if joined.chars().count() >= 3 {
            parts.push(format!("reference : \"{joined}\""));
        }
        let number = digits(typed);
        let only_number = typed.chars().all(|c| !c.is_alphabetic());
        let national = if only_number { national(&number) } else { "" };
        if national.len() >= 3 {
            parts.push(format!("phone : \"{national}\""));
        }
        let parts = (!parts.is_empty()).then(|| format!("({})", parts.join(" OR ")));
        (words.is_some() || parts.is_some()).then_some(Self {
            hub,
            words,
            parts,
            typed: typed.trim().to_owned(),
            number: national.to_owned(),
        })
    }

    /// The two FTS expressions for open or finished deliveries, or both; an expression that finds nothing where
    /// there is nothing to ask.
    fn expressions(&self, open: Option<bool>) -> (String, String) {
        let places: Vec<String> = match open {
            Some(open) => vec![place(self.hub, open)],
            None => vec![place(self.hub, true), place(self.hub, false)],
        };
        let places = places
            .iter()
            .map(|p| format!("place : \"{p}\""))
            .collect::<Vec<_>>()
            .join(" OR ");
        let within = |expression: &Option<String>| match expression {
            Some(e) => format!("({places}) AND {e}"),
            None => "place : \"no such place\"".to_owned(),
        };
        (within(&self.words), within(&self.parts))
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
    let (words, parts) = question.expressions(None);
    (
        "delivery.id IN (SELECT delivery_id FROM search_doc WHERE doc IN
           (SELECT rowid FROM search_words WHERE search_words MATCH ?
            UNION SELECT rowid FROM search_parts WHERE search_parts MATCH ?))",
        [words, parts],
    )
}

/// The best `limit` deliveries: open ones by when they are due, then the latest finished ones.
pub(crate) fn hits(conn: &Connection, question: &Question, limit: u32) -> Result<Vec<Uuid>> {
    let mut found = tier(conn, question, true, limit)?;
    let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
    if left > 0 {
        found.extend(tier(conn, question, false, left)?);
    }
    let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
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
        "SELECT id FROM delivery WHERE rowid > ?1 AND hub_id = ?2
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

fn tier(conn: &Connection, question: &Question, open: bool, limit: u32) -> Result<Vec<Uuid>> {
    let (words, parts) = question.expressions(Some(open));
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
