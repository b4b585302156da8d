//! Writes a cut's lines through zstd into the spool, on a thread of its own, while the database sends more rows.

use super::{Cut, CutError, encode, spool::Spool};
use domain::{entity::Table, id::ScopeId};
use sqlx::postgres::PgRow;
use std::{io::Write, sync::Arc};
use tokio::{sync::mpsc, task::JoinHandle};
use wire::sync::{End, Head};

/// Fast rather than small: the office's network is no bottleneck, the dispatcher's patience is.
const ZSTD_LEVEL: i32 = 1;
/// Parts under way between reader and writer.
const PARTS: usize = 8;

/// Part of a cut.
pub enum Part {
    Rows {
        scope: ScopeId,
        table: Table,
        rows: Vec<PgRow>,
    },
    /// Lines that are written already.
    Lines { lines: Arc<Vec<u8>>, count: End },
}

/// The reader's end.
pub struct Composer {
    parts: mpsc::Sender<Part>,
    writer: JoinHandle<Result<Cut, CutError>>,
}

impl Composer {
    pub fn start(head: &Head) -> Result<Self, CutError> {
        let mut first = serde_json::to_vec(head).map_err(std::io::Error::from)?;
        first.push(b'\n');
        let (parts, incoming) = mpsc::channel(PARTS);
        let writer = tokio::task::spawn_blocking(move || write(first, incoming));
        Ok(Self { parts, writer })
    }

    /// Hands a part over; when the writer has failed, [`Composer::finish`] says why.
    pub async fn add(&mut self, part: Part) {
        let _ = self.parts.send(part).await;
    }

    pub async fn finish(self) -> Result<Cut, CutError> {
        drop(self.parts);
        match self.writer.await {
            Ok(result) => result,
            Err(error) => Err(std::io::Error::other(error).into()),
        }
    }
}

fn write(first: Vec<u8>, mut parts: mpsc::Receiver<Part>) -> Result<Cut, CutError> {
    let mut out = zstd::Encoder::new(Spool::new(), ZSTD_LEVEL)?;
    let mut bytes = first.len() as u64;
    let mut end = End::default();
    out.write_all(&first)?;
    let mut lines = Vec::with_capacity(64 << 10);
    while let Some(part) = parts.blocking_recv() {
        match part {
            Part::Lines { lines, count } => {
                end.evictions += count.evictions;
                end.rows += count.rows;
                bytes += lines.len() as u64;
                out.write_all(&lines)?;
            }
            Part::Rows { scope, table, rows } => {
                for row in &rows {
                    encode::row_line(&mut lines, scope, table, row)?;
                }
                end.rows += rows.len() as u64;
                bytes += lines.len() as u64;
                out.write_all(&lines)?;
                lines.clear();
            }
        }
    }
    let mut last = serde_json::to_vec(&end).map_err(std::io::Error::from)?;
    last.push(b'\n');
    out.write_all(&last)?;
    let body = out.finish()?.finish()?;
    Ok(Cut {
        body,
        lines: end,
        bytes: bytes + last.len() as u64,
    })
}
