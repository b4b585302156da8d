//! A cut as it comes in: decompressed within a limit, split into lines, parsed line by line. Holds one line at
//! a time, so that a first sync of any size needs little memory. Knows nothing of where rows go.

use super::failure;
use std::io::{self, BufRead, BufReader, Read};
use wire::{
    error::{ErrorCode, Problem},
    sync::{End, Head, Line, LineError},
};

/// A cut larger than this, decompressed, is refused.
pub const MAX_CUT_BYTES: u64 = 4 << 30;
/// A single line larger than this is refused.
const MAX_LINE_BYTES: u64 = 16 << 20;
/// The largest window a frame may ask the decoder to remember: 2^25 bytes.
const MAX_WINDOW_LOG: u32 = 25;
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Why a cut cannot be used. Whoever was applying it takes everything back.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    #[error("the cut broke off: {0}")]
    Broken(io::Error),
    #[error(transparent)]
    Line(#[from] LineError),
    #[error("the cut has no {0} line")]
    Missing(&'static str),
    #[error("the cut announces {announced:?} and brought {counted:?}")]
    Counts { announced: End, counted: End },
    #[error("the cut is larger than {0} bytes")]
    TooLarge(u64),
}

impl From<CutError> for Problem {
    fn from(error: CutError) -> Self {
        match error {
            CutError::Broken(io) => match io.downcast::<Problem>() {
                Ok(problem) => problem,
                Err(io) => failure::interrupted(&io.to_string()),
            },
            CutError::Missing(line) => failure::interrupted(&format!("no {line} line")),
            CutError::Line(_) | CutError::Counts { .. } | CutError::TooLarge(_) => {
                Problem::new(ErrorCode::NotASyncServer, "The server's answer cannot be read").detail(
                    format!("{error}; nothing of it was applied. Your work is kept. Update this program or the server."),
                )
            }
        }
    }
}

/// Reads a cut from its compressed (or plain) bytes.
pub struct CutReader {
    input: Box<dyn BufRead + Send>,
    line: Vec<u8>,
    left: u64,
    limit: u64,
    counted: End,
    ended: bool,
}

impl CutReader {
    /// `limit`: bytes after decompression, [`MAX_CUT_BYTES`] unless a test says otherwise.
    pub fn new(body: impl Read + Send + 'static, limit: u64) -> Result<Self, CutError> {
        let mut body = BufReader::with_capacity(64 * 1024, body);
        let compressed = starts_with_magic(&mut body).map_err(CutError::Broken)?;
        let input: Box<dyn BufRead + Send> = if compressed {
            let mut decoder =
                zstd::stream::read::Decoder::with_buffer(body).map_err(CutError::Broken)?;
            decoder
                .window_log_max(MAX_WINDOW_LOG)
                .map_err(CutError::Broken)?;
            Box::new(BufReader::with_capacity(128 * 1024, decoder))
        } else {
            Box::new(body)
        };
        Ok(Self {
            input,
            line: Vec::with_capacity(4096),
            left: limit,
            limit,
            counted: End::default(),
            ended: false,
        })
    }

    /// The first line. Call once, before iterating.
    pub fn head(&mut self) -> Result<Head, CutError> {
        if !self.read_line()? {
            return Err(CutError::Missing("head"));
        }
        serde_json::from_slice(&self.line)
            .map_err(|e| CutError::Line(LineError(format!("the head: {e}"))))
    }

    /// The evictions and rows, up to the end line, which has to be there and to count right.
    pub fn lines(self) -> Lines {
        Lines { cut: self }
    }

    fn read_line(&mut self) -> Result<bool, CutError> {
        self.line.clear();
        let allowed = self.left.min(MAX_LINE_BYTES) + 1;
        let read = (&mut self.input)
            .take(allowed)
            .read_until(b'\n', &mut self.line)
            .map_err(CutError::Broken)? as u64;
        if read == allowed && self.line.last() != Some(&b'\n') {
            return Err(CutError::TooLarge(self.limit.min(MAX_LINE_BYTES)));
        }
        self.left = self.left.saturating_sub(read);
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        }
        Ok(read > 0)
    }

    fn next_line(&mut self) -> Result<Option<Line>, CutError> {
        if self.ended {
            return Ok(None);
        }
        if !self.read_line()? {
            return Err(CutError::Missing("end"));
        }
        if self.line.first() == Some(&b'{') {
            let announced: End = serde_json::from_slice(&self.line)
                .map_err(|e| CutError::Line(LineError(format!("the end: {e}"))))?;
            self.ended = true;
            if announced != self.counted {
                return Err(CutError::Counts {
                    announced,
                    counted: self.counted,
                });
            }
            return Ok(None);
        }
        let line = Line::read(&self.line)?;
        match line {
            Line::Evict { .. } => self.counted.evictions += 1,
            Line::Row { .. } => self.counted.rows += 1,
        }
        Ok(Some(line))
    }
}

/// The lines between head and end. After an error, or the end, there is nothing more.
pub struct Lines {
    cut: CutReader,
}

impl Lines {
    /// What the end line announced and the cut brought; `None` before the end line was read.
    pub fn end(&self) -> Option<End> {
        self.cut.ended.then_some(self.cut.counted)
    }
}

impl Iterator for Lines {
    type Item = Result<Line, CutError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.cut.next_line();
        if next.is_err() {
            self.cut.ended = true;
        }
        next.transpose()
    }
}

fn starts_with_magic(body: &mut impl BufRead) -> io::Result<bool> {
    // A first chunk of fewer than four bytes does not happen; if it did, the head line would not parse.
    Ok(body.fill_buf()?.starts_with(&ZSTD_MAGIC))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{entity::Table, id::ScopeId};
    use uuid::Uuid;

    fn cut(rows: u64, announced: u64) -> Vec<u8> {
        let head = Head {
            server_time: domain::units::Millis(1),
            schema: 1,
            last_seq: 0,
            outcomes: vec![],
            scopes: vec![],
        };
        let mut bytes = serde_json::to_vec(&head).unwrap();
        bytes.push(b'\n');
        for n in 0..rows {
            let line = Line::Evict {
                scope: ScopeId(Uuid::from_u128(1)),
                table: Table::Zone,
                id: Uuid::from_u128(n.into()),
                v: 1,
            };
            line.write(&mut bytes);
        }
        let end = End {
            evictions: announced,
            rows: 0,
        };
        bytes.extend(serde_json::to_vec(&end).unwrap());
        bytes.push(b'\n');
        bytes
    }

    fn read(bytes: Vec<u8>, limit: u64) -> Result<Vec<Line>, CutError> {
        let mut reader = CutReader::new(io::Cursor::new(bytes), limit)?;
        reader.head()?;
        reader.lines().collect()
    }

    #[test]
    fn reads_plain_and_compressed() {
        let plain = cut(3, 3);
        let packed = zstd::encode_all(&plain[..], 3).unwrap();
        assert_eq!(read(plain, 1 << 20).unwrap().len(), 3);
        assert_eq!(read(packed, 1 << 20).unwrap().len(), 3);
    }

    #[test]
    fn a_cut_without_its_end_is_an_error() {
        let whole = cut(3, 3);
        let packed = zstd::encode_all(&whole[..], 3).unwrap();
        let before_end = whole.len() - 30;
        for bytes in [
            whole[..before_end].to_vec(),
            packed[..packed.len() - 9].to_vec(),
        ] {
            assert!(read(bytes, 1 << 20).is_err());
        }
        // Cut exactly between two lines: every line is whole, and still it is an error.
        let lines: Vec<_> = whole.split_inclusive(|b| *b == b'\n').collect();
        let between = lines[..3].concat();
        assert!(matches!(
            read(between, 1 << 20),
            Err(CutError::Missing("end"))
        ));
    }

    #[test]
    fn counts_have_to_agree() {
        assert!(matches!(
            read(cut(3, 4), 1 << 20),
            Err(CutError::Counts { .. })
        ));
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = zstd::encode_all(&vec![b'['; 50 << 20][..], 3).unwrap();
        assert!(matches!(read(bomb, 1 << 20), Err(CutError::TooLarge(_))));
    }
}
