//! Writes a cut's lines through zstd: a small cut at once, a larger one into the spool, on a thread of its own, while
//! the database sends more rows.

use super::{
    Cut, CutError, encode,
    spool::{Spool, Spooled},
};
use domain::{entity::Table, id::ScopeId};
use sqlx::postgres::PgRow;
use std::{
    cell::RefCell,
    io::{self, Write},
    sync::Arc,
};
use tokio::{sync::mpsc, task::JoinHandle};
use wire::sync::{End, Head};
use zstd::bulk::Compressor;

/// Fast rather than small: the office's network is no bottleneck, the dispatcher's patience is.
const ZSTD_LEVEL: i32 = 1;
/// A cut of so many bytes is compressed in one go.
const SMALL: usize = 64 << 10;
/// Parts under way between reader and writer.
const PARTS: usize = 8;

/// Part of a cut.
pub enum Part {
    Rows {
        scope: ScopeId,
        table: Table,
        rows: Vec<PgRow>,
        /// Of the lines.
        schema: u32,
    },
    /// Lines that are written already.
    Lines { lines: Arc<Vec<u8>>, count: End },
}

/// The reader's end. What is small and written already is compressed where it is; a thread is for more.
pub enum Composer {
    Small {
        text: Vec<u8>,
        end: End,
    },
    Large {
        parts: mpsc::Sender<Part>,
        writer: JoinHandle<Result<Cut, CutError>>,
    },
}

impl Composer {
    pub fn start(head: &Head) -> Result<Self, CutError> {
        let mut text = serde_json::to_vec(head).map_err(std::io::Error::from)?;
        text.push(b'\n');
        let end = End::default();
        Ok(Self::Small { text, end })
    }

    /// Hands a part over; when the writer has failed, [`Composer::finish`] says why.
    pub async fn add(&mut self, part: Part) {
        if let Self::Small { text, end } = self {
            if let Part::Lines { lines, count } = &part
                && text.len() + lines.len() <= SMALL
            {
                text.extend_from_slice(lines);
                add(end, count);
                return;
            }
            let (begun, end) = (std::mem::take(text), *end);
            let (parts, incoming) = mpsc::channel(PARTS);
            let writer = tokio::task::spawn_blocking(move || write(&begun, end, incoming));
            *self = Self::Large { parts, writer };
        }
        if let Self::Large { parts, .. } = self {
            let _ = parts.send(part).await;
        }
    }

    pub async fn finish(self) -> Result<Cut, CutError> {
        match self {
            Self::Small { mut text, end } => {
                last_line(&mut text, &end)?;
                Ok(Cut {
                    body: Spooled::Memory(compress(&text)?.into()),
                    lines: end,
                    bytes: text.len() as u64,
                })
            }
            Self::Large { parts, writer } => {
                drop(parts);
                match writer.await {
                    Ok(result) => result,
                    Err(error) => Err(std::io::Error::other(error).into()),
                }
            }
        }
    }
}

/// What is small, by a compressor that stays: making one takes longer than using it.
fn compress(text: &[u8]) -> io::Result<Vec<u8>> {
    thread_local! {
        static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    }
    COMPRESSOR.with_borrow_mut(|kept| {
        let compressor = match kept {
            Some(compressor) => compressor,
            None => kept.insert(Compressor::new(ZSTD_LEVEL)?),
        };
        compressor.compress(text)
    })
}

fn add(end: &mut End, count: &End) {
    end.evictions += count.evictions;
    end.rows += count.rows;
}

fn last_line(text: &mut Vec<u8>, end: &End) -> io::Result<()> {
    serde_json::to_writer(&mut *text, end)?;
    text.push(b'\n');
    Ok(())
}

/// Goes on after `begun`, which counts as `end`, with all that comes.
fn write(begun: &[u8], mut end: End, mut parts: mpsc::Receiver<Part>) -> Result<Cut, CutError> {
    let mut out = zstd::Encoder::new(Spool::new(), ZSTD_LEVEL)?;
    let mut bytes = begun.len() as u64;
    out.write_all(begun)?;
    let mut lines = Vec::with_capacity(64 << 10);
    while let Some(part) = parts.blocking_recv() {
        match part {
            Part::Lines { lines, count } => {
                add(&mut end, &count);
                bytes += lines.len() as u64;
                out.write_all(&lines)?;
            }
            Part::Rows {
                scope,
                table,
                rows,
                schema,
            } => {
                for row in &rows {
                    end.rows += u64::from(encode::row_line(&mut lines, scope, table, row, schema)?);
                }
                bytes += lines.len() as u64;
                out.write_all(&lines)?;
                lines.clear();
            }
        }
    }
    last_line(&mut lines, &end)?;
    out.write_all(&lines)?;
    let body = out.finish()?.finish()?;
    Ok(Cut {
        body,
        lines: end,
        bytes: bytes + lines.len() as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_cut_says_the_same_whether_it_is_small_or_large() {
        for (rows, large) in [(0, false), (2, false), (40, true)] {
            let head = Head {
                server_time: domain::units::Millis(1),
                schema: wire::SCHEMA,
                last_seq: 7,
                outcomes: Vec::new(),
                scopes: Vec::new(),
            };
            let mut composer = Composer::start(&head).expect("a head is JSON");
            for n in 0..rows {
                let lines = Arc::new(format!("{n:0>4000}\n").into_bytes());
                let count = End {
                    evictions: 0,
                    rows: 1,
                };
                composer.add(Part::Lines { lines, count }).await;
            }
            assert_eq!(matches!(composer, Composer::Large { .. }), large);
            let cut = composer.finish().await.expect("it is written");
            let Spooled::Memory(body) = cut.body else {
                panic!("it fits into memory");
            };
            let text = zstd::decode_all(&body[..]).expect("the body is zstd");
            assert_eq!(text.len() as u64, cut.bytes);
            let text = String::from_utf8(text).expect("the body is text");
            let mut said: Vec<String> = vec![serde_json::to_string(&head).expect("JSON")];
            said.extend((0..rows).map(|n| format!("{n:0>4000}")));
            let end = End { evictions: 0, rows };
            said.push(serde_json::to_string(&end).expect("JSON"));
            assert_eq!(text.lines().collect::<Vec<_>>(), said);
            assert_eq!(cut.lines, end);
        }
    }
}
