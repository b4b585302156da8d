//! A cut's bytes as they come in: decompressed within limits, a buffer at a time, so that a first sync of any
//! size needs little memory. Knows nothing of lines' meaning; the replica parses them as it applies them.

use super::failure;
use std::{
    io::{self, BufRead, BufReader, Read},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};
use wire::error::Problem;

/// A cut larger than this, decompressed, is refused.
pub const MAX_CUT_BYTES: u64 = 4 << 30;
/// A single line larger than this is refused.
const MAX_LINE_BYTES: usize = 16 << 20;
/// The largest window a frame may ask the decoder to remember: 2^25 bytes.
const MAX_WINDOW_LOG: u32 = 25;
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What is seen of a cut from outside while it is read elsewhere.
#[derive(Debug, Default)]
pub struct Watched {
    /// Compressed, as they came over the network.
    pub bytes: AtomicU64,
    pub lines: AtomicU64,
    /// Of the last request.
    pub sent: AtomicU64,
    broken: Mutex<Option<Problem>>,
    lease: Mutex<Option<String>>,
    /// The server asks for a newer console.
    pub update_wanted: AtomicBool,
}

impl Watched {
    /// Why reading failed, typed: whoever read got only an [`io::Error`].
    pub fn problem(&self) -> Option<Problem> {
        self.broken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The offline lease that came with the answer.
    pub fn lease(&self) -> Option<String> {
        self.lease
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn take_lease(&self, lease: Option<String>) {
        *self.lease.lock().unwrap_or_else(PoisonError::into_inner) = lease;
    }

    fn failed(&self, problem: Problem) -> io::Error {
        let error = io::Error::other(problem.to_string());
        *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(problem);
        error
    }
}

/// The decompressed bytes of a cut.
pub struct CutBody {
    input: Box<dyn BufRead + Send>,
    watched: Arc<Watched>,
    left: u64,
    line: usize,
    /// Bytes of the present buffer that were counted already.
    counted: usize,
}

impl CutBody {
    /// `limit`: bytes after decompression, [`MAX_CUT_BYTES`] unless a test says otherwise.
    pub fn new(
        body: impl Read + Send + 'static,
        limit: u64,
        watched: Arc<Watched>,
    ) -> io::Result<Self> {
        let mut body = BufReader::with_capacity(64 * 1024, body);
        let compressed = body
            .fill_buf()
            .map(|head| head.starts_with(&ZSTD_MAGIC))
            .map_err(|e| watched.failed(typed(e)))?;
        let input: Box<dyn BufRead + Send> = if compressed {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(body)?;
            decoder.window_log_max(MAX_WINDOW_LOG)?;
            Box::new(BufReader::with_capacity(128 * 1024, decoder))
        } else {
            Box::new(body)
        };
        Ok(Self {
            input,
            watched,
            left: limit,
            line: 0,
            counted: 0,
        })
    }

    /// Looks at the part of the buffer that has not been looked at.
    fn count(&mut self) -> io::Result<()> {
        let buffer = self
            .input
            .fill_buf()
            .map_err(|e| self.watched.failed(typed(e)))?;
        let fresh = &buffer[self.counted.min(buffer.len())..];
        let newlines = fresh.iter().filter(|b| **b == b'\n').count();
        self.line = match fresh.iter().rposition(|b| *b == b'\n') {
            Some(at) => fresh.len() - at - 1,
            None => self.line + fresh.len(),
        };
        let size = fresh.len() as u64;
        self.counted = buffer.len();
        self.watched
            .lines
            .fetch_add(newlines as u64, Ordering::Relaxed);
        if size > self.left || self.line > MAX_LINE_BYTES {
            return Err(self
                .watched
                .failed(failure::unreadable("The server's answer is too large")));
        }
        self.left -= size;
        Ok(())
    }
}

impl BufRead for CutBody {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.counted == 0 {
            self.count()?;
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.counted = self.counted.saturating_sub(n);
        self.input.consume(n);
    }
}

impl Read for CutBody {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

fn typed(error: io::Error) -> Problem {
    match error.downcast::<Problem>() {
        Ok(problem) => problem,
        Err(error) => failure::kept(failure::interrupted(&error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::error::ErrorCode;

    fn read(bytes: Vec<u8>, limit: u64) -> (io::Result<String>, Arc<Watched>) {
        let watched = Arc::<Watched>::default();
        let text = CutBody::new(io::Cursor::new(bytes), limit, watched.clone())
            .and_then(io::read_to_string);
        (text, watched)
    }

    fn lines(n: usize) -> String {
        (0..n).map(|i| format!("[\"+\",{i}]\n")).collect()
    }

    #[test]
    fn reads_plain_and_compressed_and_counts_lines() {
        let plain = lines(100_000);
        let packed = zstd::encode_all(plain.as_bytes(), 3).unwrap();
        for bytes in [plain.clone().into_bytes(), packed] {
            let (text, watched) = read(bytes, 1 << 30);
            assert_eq!(text.unwrap(), plain);
            assert_eq!(watched.lines.load(Ordering::Relaxed), 100_000);
            assert!(watched.problem().is_none());
        }
    }

    #[test]
    fn a_body_that_breaks_off_is_a_typed_problem() {
        let packed = zstd::encode_all(lines(1000).as_bytes(), 3).unwrap();
        let (text, watched) = read(packed[..packed.len() - 9].to_vec(), 1 << 20);
        assert!(text.is_err());
        assert_eq!(
            watched.problem().unwrap().code,
            ErrorCode::ServerUnreachable
        );
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = zstd::encode_all(&vec![b'\n'; 50 << 20][..], 3).unwrap();
        let (text, watched) = read(bomb, 1 << 20);
        assert!(text.is_err());
        assert_eq!(watched.problem().unwrap().code, ErrorCode::NotASyncServer);
    }

    #[test]
    fn an_endless_line_is_refused() {
        let (text, watched) = read(vec![b'['; MAX_LINE_BYTES + 200_000], 1 << 30);
        assert!(text.is_err());
        assert_eq!(watched.problem().unwrap().code, ErrorCode::NotASyncServer);
    }
}
