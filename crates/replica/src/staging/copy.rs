//! One chunk's rows into the staged tables, together with the note of how far it is. Some chunks are one
//! transaction: pages of the indexes that each of them changes are written once.

use crate::{
    derived,
    error::{ReplicaError, Result},
    points::{self, Point},
};
use domain::{
    entity::{RowHash, Table},
    id::ScopeId,
    schema,
};
use rusqlite::{Connection, OptionalExtension};
use snapshot::{ChunkInfo, Manifest, SnapshotError};
use uuid::Uuid;
use wire::sync::parse_sum;

/// A transaction ends with the chunk that makes it so many bytes: as much may a crash cost.
const AT_ONCE: u64 = 96 << 20;

/// Refuses a chunk that is not the next of its snapshot.
pub(super) fn expect(conn: &Connection, manifest: &Manifest, n: usize) -> Result<()> {
    let next: Option<i64> = conn
        .query_row(
            "SELECT next FROM staging.staging_scope WHERE scope_id = ?",
            [manifest.scope.0],
            |row| row.get(0),
        )
        .optional()?;
    if next != i64::try_from(n).ok() {
        return Err(ReplicaError::BadCut(format!("chunk {n} is not the next")));
    }
    Ok(())
}

/// Copies the chunk that is open as the main database. Where that fails, nothing of the chunks since the last commit
/// is kept.
pub(super) fn chunk(
    conn: &Connection,
    manifest: &Manifest,
    n: usize,
    info: &ChunkInfo,
) -> Result<()> {
    if conn.is_autocommit() {
        conn.execute_batch("BEGIN")?;
    }
    let last = n + 1 == manifest.chunks.len();
    let taken = take(conn, manifest, last, info).and_then(|()| {
        let before: u64 = manifest.chunks.iter().take(n).map(|c| c.size).sum();
        if last || before / AT_ONCE != (before + info.size) / AT_ONCE {
            settle(conn)?;
        }
        Ok(())
    });
    if taken.is_err() && !conn.is_autocommit() {
        conn.execute_batch("ROLLBACK")?;
    }
    taken
}

/// Commits the chunks since the last commit.
pub(super) fn settle(conn: &Connection) -> Result<()> {
    if conn.is_autocommit() {
        return Ok(());
    }
    Ok(points::commit_begun(
        conn,
        [Point::ChunkWritten, Point::ChunkCommitted],
    )?)
}

fn take(conn: &Connection, manifest: &Manifest, last: bool, info: &ChunkInfo) -> Result<()> {
    let part = parse_sum(&info.sum).ok_or(SnapshotError::Damaged("its checksum"))?;
    add_to_sum(conn, manifest.scope, part)?;
    let others: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM staging.staging_scope WHERE scope_id <> ?1)
             OR EXISTS (SELECT 1 FROM staging.scope WHERE scope_id <> ?1)",
        [manifest.scope.0],
        |row| row.get(0),
    )?;
    let mut rows = 0;
    for table in snapshot::tables(conn)? {
        let lost = if others {
            meet(conn, manifest.scope, table)?
        } else {
            0
        };
        rows += lost + conn.execute(&insert(table, others, manifest.schema), [manifest.scope.0])?;
    }
    if rows as u64 != info.rows {
        return Err(SnapshotError::Damaged("its number of rows").into());
    }
    conn.execute(
        "UPDATE staging.staging_scope SET next = next + 1 WHERE scope_id = ?",
        [manifest.scope.0],
    )?;
    if last {
        stand(conn, manifest)?;
    }
    Ok(())
}

fn insert(table: Table, others: bool, schema: u32) -> String {
    let own = snapshot::columns(table, schema);
    let mut into: Vec<&str> = vec!["scope_id"];
    into.extend(&own);
    into.extend(derived::columns(table));
    let mut from: Vec<&str> = vec!["?1"];
    from.extend(&own);
    from.extend(derived::expressions(table).iter().map(String::as_str));
    let or = if others { "IGNORE" } else { "ROLLBACK" };
    format!(
        "INSERT OR {or} INTO staging.{table} ({}) SELECT {} FROM main.{table}",
        into.join(", "),
        from.join(", ")
    )
}

/// A row that moved between two scopes whose snapshots are of different moments is in both: the higher revision
/// stays, and the other scope's sum does without it, as its next delta expects. Answers how many of the chunk's rows
/// gave way.
fn meet(conn: &Connection, scope: ScopeId, table: Table) -> Result<usize> {
    let mut statement = conn.prepare(&format!(
        "SELECT there.id, there.scope_id, there.rev, there.row_hash, new.rev, new.row_hash
         FROM main.{table} AS new CROSS JOIN staging.{table} AS there ON there.id = new.id"
    ))?;
    let mut rows = statement.query([])?;
    let (mut gone, mut lost) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let id: Uuid = row.get(0)?;
        let (there, new): (i64, i64) = (row.get(2)?, row.get(4)?);
        if new > there {
            let hash = RowHash::from_le_bytes(row.get(3)?);
            add_to_sum(conn, ScopeId(row.get(1)?), hash.wrapping_neg())?;
            gone.push(id);
        } else {
            let hash = RowHash::from_le_bytes(row.get(5)?);
            add_to_sum(conn, scope, hash.wrapping_neg())?;
            lost += 1;
        }
    }
    let mut delete = conn.prepare(&format!("DELETE FROM staging.{table} WHERE id = ?"))?;
    for id in gone {
        delete.execute([id])?;
    }
    Ok(lost)
}

/// Adds to the sum of a scope, under way or done.
fn add_to_sum(conn: &Connection, scope: ScopeId, part: RowHash) -> Result<()> {
    for table in ["staging_scope", "scope"] {
        let sum: Option<[u8; 16]> = conn
            .prepare_cached(&format!(
                "SELECT sum FROM staging.{table} WHERE scope_id = ?"
            ))?
            .query_row([scope.0], |row| row.get(0))
            .optional()?;
        if let Some(sum) = sum {
            let sum = RowHash::from_le_bytes(sum).wrapping_add(part);
            conn.prepare_cached(&format!(
                "UPDATE staging.{table} SET sum = ? WHERE scope_id = ?"
            ))?
            .execute((sum.to_le_bytes(), scope.0))?;
        }
    }
    Ok(())
}

/// The scope's snapshot is here whole.
pub(super) fn stand(conn: &Connection, manifest: &Manifest) -> Result<()> {
    conn.execute(
        "INSERT INTO staging.scope (scope_id, epoch, v, sum)
         SELECT scope_id, ?2, ?3, sum FROM staging.staging_scope WHERE scope_id = ?1",
        (manifest.scope.0, manifest.epoch, manifest.v),
    )?;
    for table in schema::changed_since(manifest.schema, schema::own()) {
        conn.execute(
            "INSERT OR REPLACE INTO staging.backfill (scope_id, tbl, since) VALUES (?, ?, 0)",
            (manifest.scope.0, table.name()),
        )?;
    }
    Ok(())
}
