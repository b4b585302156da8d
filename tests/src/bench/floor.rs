//! What the machine gives without the product: rows of the same bytes inserted into a bare SQLCipher table, and
//! bare durable commits.

use rusqlite::Connection;
use std::{path::Path, time::Instant};

/// Rows per second into one table without indexes, one transaction, and commits per second of one row each with
/// `synchronous = FULL`. `lines` stands for the rows: each is stored as one value.
pub fn measure(dir: &Path, lines: &[&str], commits: u32) -> rusqlite::Result<(f64, f64)> {
    let conn = Connection::open(dir.join("floor.db"))?;
    conn.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "ab".repeat(32)))?;
    conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    conn.execute_batch(
        "PRAGMA synchronous = FULL;
         CREATE TABLE floor (id INTEGER PRIMARY KEY, row TEXT NOT NULL);
         CREATE TABLE one (id INTEGER PRIMARY KEY, row TEXT NOT NULL);",
    )?;
    let began = Instant::now();
    conn.execute_batch("BEGIN IMMEDIATE")?;
    {
        let mut insert = conn.prepare("INSERT INTO floor (row) VALUES (?)")?;
        for line in lines {
            insert.execute([line])?;
        }
    }
    conn.execute_batch("COMMIT")?;
    let rows_per_s = lines.len() as f64 / began.elapsed().as_secs_f64();
    let began = Instant::now();
    let mut insert = conn.prepare("INSERT INTO one (row) VALUES (?)")?;
    for _ in 0..commits {
        insert.execute([lines.first().copied().unwrap_or_default()])?;
    }
    Ok((
        rows_per_s,
        f64::from(commits) / began.elapsed().as_secs_f64(),
    ))
}
