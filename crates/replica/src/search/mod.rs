//! The search index over deliveries: what it holds of each, and keeping it in step with the live rows.
//!
//! Three FTS5 tables: words (folded, found by their beginnings), phones (every end of a number, so that a beginning
//! of one is any part of it) and parts (any three characters in a row of a reference). All carry a short code of hub
//! and openness, so that open work is found first without looking at the rows.

mod build;
mod find;
mod text;

pub(crate) use build::{left, owe, owed_from};
pub(crate) use find::{Question, filter_sql, hits};

use crate::error::Result;
use domain::{id::ScopeId, value::Value};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

/// Puts the delivery of these values (in column order) into the index, or brings it up to date.
pub(crate) fn put(conn: &Connection, values: &[Value]) -> Result<()> {
    let Some(doc) = text::Doc::of(values) else {
        return Ok(());
    };
    let (words_hash, phones_hash) = (doc.words_hash(), doc.phones_hash());
    type Known = (i64, i64, i64, Option<i64>);
    let known: Option<Known> = conn
        .prepare_cached(
            "SELECT doc, words_hash, phones_hash, due_at FROM search_doc WHERE delivery_id = ?",
        )?
        .query_row([doc.delivery], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let (id, old_words, old_phones) = match known {
        Some((id, words, phones, due)) => {
            if words != words_hash || phones != phones_hash || due != doc.due_at {
                conn.prepare_cached(
                    "UPDATE search_doc SET hub_id = ?, due_at = ?, words_hash = ?, phones_hash = ? WHERE doc = ?",
                )?
                .execute((doc.hub.0, doc.due_at, words_hash, phones_hash, id))?;
            }
            (id, Some(words), Some(phones))
        }
        None => {
            conn.prepare_cached(
                "INSERT INTO search_doc (delivery_id, hub_id, due_at, words_hash, phones_hash)
                 VALUES (?, ?, ?, ?, ?)",
            )?
            .execute((
                doc.delivery,
                doc.hub.0,
                doc.due_at,
                words_hash,
                phones_hash,
            ))?;
            (conn.last_insert_rowid(), None, None)
        }
    };
    if old_words != Some(words_hash) {
        if old_words.is_some() {
            take_out(conn, &["search_words", "search_parts"], id)?;
        }
        conn.prepare_cached("INSERT INTO search_words (rowid, words) VALUES (?, ?)")?
            .execute((id, &doc.words))?;
        // The reference is among the words: it changes with them.
        conn.prepare_cached("INSERT INTO search_parts (rowid, place, reference) VALUES (?, ?, ?)")?
            .execute((id, &doc.place, &doc.joined))?;
    }
    if old_phones != Some(phones_hash) {
        if old_phones.is_some() {
            take_out(conn, &["search_phones"], id)?;
        }
        conn.prepare_cached("INSERT INTO search_phones (rowid, phones) VALUES (?, ?)")?
            .execute((id, &doc.phones))?;
    }
    Ok(())
}

/// The index's tables.
const TABLES: [&str; 3] = ["search_words", "search_phones", "search_parts"];

fn take_out(conn: &Connection, tables: &[&str], doc: i64) -> Result<()> {
    for table in tables {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE rowid = ?"))?
            .execute([doc])?;
    }
    Ok(())
}

/// Takes a delivery out of the index.
pub(crate) fn remove(conn: &Connection, delivery: Uuid) -> Result<()> {
    let doc: Option<i64> = conn
        .prepare_cached("SELECT doc FROM search_doc WHERE delivery_id = ?")?
        .query_row([delivery], |row| row.get(0))
        .optional()?;
    if let Some(doc) = doc {
        take_out(conn, &TABLES, doc)?;
        conn.prepare_cached("DELETE FROM search_doc WHERE doc = ?")?
            .execute([doc])?;
    }
    Ok(())
}

/// Takes out every delivery of the scope that is about to be deleted from the live rows.
pub(crate) fn remove_scope(conn: &Connection, scope: ScopeId) -> Result<()> {
    let docs = "SELECT doc FROM search_doc JOIN delivery ON delivery.id = search_doc.delivery_id
                WHERE delivery.scope_id = ?1 AND NOT EXISTS
                  (SELECT 1 FROM shadow WHERE tbl = 'delivery' AND pk = delivery.id)";
    for table in TABLES {
        conn.execute(
            &format!("DELETE FROM {table} WHERE rowid IN ({docs})"),
            [scope.0],
        )?;
    }
    conn.execute(
        &format!("DELETE FROM search_doc WHERE doc IN ({docs})"),
        [scope.0],
    )?;
    Ok(())
}

/// Merges the index so that nothing of removed deliveries is left in it.
pub(crate) fn purge(conn: &Connection) -> Result<()> {
    for table in TABLES {
        conn.execute_batch(&format!(
            "INSERT INTO {table} ({table}) VALUES ('optimize')"
        ))?;
    }
    Ok(())
}
