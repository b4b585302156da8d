//! Where a cut's compressed bytes wait until they are sent: in memory, and in a temporary file once they are
//! many, so that a slow reader costs neither memory nor an open snapshot.

use axum::body::Body;
use bytes::Bytes;
use std::{
    fs::File,
    io::{self, Seek, Write},
};
use tokio_util::io::ReaderStream;

/// More than this goes to a file, in bytes.
const IN_MEMORY: usize = 16 << 20;

/// Takes bytes as they are made.
pub enum Spool {
    Memory(Vec<u8>),
    File(io::BufWriter<File>),
}

impl Spool {
    pub fn new() -> Self {
        Self::Memory(Vec::with_capacity(4096))
    }

    pub fn finish(self) -> io::Result<Spooled> {
        match self {
            Self::Memory(bytes) => Ok(Spooled::Memory(bytes.into())),
            Self::File(writer) => {
                let mut file = writer
                    .into_inner()
                    .map_err(io::IntoInnerError::into_error)?;
                let bytes = file.stream_position()?;
                file.rewind()?;
                Ok(Spooled::File { file, bytes })
            }
        }
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Memory(held) if held.len() + bytes.len() > IN_MEMORY => {
                // Without a name: gone when closed, whatever happens.
                let mut file = io::BufWriter::with_capacity(256 << 10, tempfile::tempfile()?);
                file.write_all(held)?;
                file.write_all(bytes)?;
                *self = Self::File(file);
            }
            Self::Memory(held) => held.extend_from_slice(bytes),
            Self::File(file) => file.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Memory(_) => Ok(()),
            Self::File(file) => file.flush(),
        }
    }
}

/// Bytes ready to be sent.
#[derive(Debug)]
pub enum Spooled {
    Memory(Bytes),
    File { file: File, bytes: u64 },
}

impl Spooled {
    pub fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File { bytes, .. } => *bytes,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn into_body(self) -> Body {
        match self {
            Self::Memory(bytes) => Body::from(bytes),
            Self::File { file, .. } => {
                let file = tokio::fs::File::from_std(file);
                Body::from_stream(ReaderStream::with_capacity(file, 128 << 10))
            }
        }
    }
}
