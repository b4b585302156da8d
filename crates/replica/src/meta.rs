//! Small named values of the replica: who it belongs to, which client it is, and what the caller wants sealed in
//! the encrypted file (such as a refresh token where there is no keychain).

use crate::{
    error::Result,
    points::Point,
    store::{Durability, Replica},
};
use rusqlite::{Connection, OptionalExtension};

pub(crate) fn get(conn: &Connection, name: &str) -> Result<Option<Vec<u8>>> {
    Ok(conn
        .prepare_cached("SELECT value FROM meta WHERE name = ?")?
        .query_row([name], |row| row.get(0))
        .optional()?)
}

pub(crate) fn set(conn: &Connection, name: &str, value: &[u8]) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO meta (name, value) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute((name, value))?;
    Ok(())
}

pub(crate) fn remove(conn: &Connection, name: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM meta WHERE name = ?")?
        .execute([name])?;
    Ok(())
}

impl Replica {
    /// A value the caller keeps here, under a name of its own.
    pub fn meta(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.inner.read(|conn| get(conn, &format!("caller.{name}")))
    }

    /// Keeps `value` durably under `name`; `None` forgets it.
    pub fn set_meta(&self, name: &str, value: Option<&[u8]>) -> Result<()> {
        let name = format!("caller.{name}");
        self.inner.write(
            Durability::Full,
            [Point::ValueWritten, Point::ValueCommitted],
            |tx| match value {
                Some(value) => set(tx.conn, &name, value),
                None => remove(tx.conn, &name),
            },
        )
    }
}
