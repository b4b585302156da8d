//! A cut on its way in: head, lines, end. Owns reading it from newline-delimited JSON, lazily, so that a big cut
//! need not be in memory as rows.

use crate::{
    error::{ReplicaError, Result},
    seeded::{Bug, broken},
};
use domain::schema;
use std::io::BufRead;
use wire::sync::{End, Head, Line};

type Lines = Box<dyn Iterator<Item = Result<Line>> + Send>;

/// One cut, to be applied whole or not at all.
pub struct Cut {
    pub head: Head,
    pub(crate) lines: Lines,
}

impl std::fmt::Debug for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cut({:?}, …)", self.head)
    }
}

impl Cut {
    /// A cut that is in memory already.
    pub fn of(head: Head, lines: Vec<Line>) -> Self {
        Self {
            head,
            lines: Box::new(lines.into_iter().map(Ok)),
        }
    }

    /// Reads the head now and the lines as they are applied. Applying fails, and keeps nothing, when a line
    /// cannot be read, the end line is missing or its counts differ.
    pub fn read(mut body: impl BufRead + Send + 'static) -> Result<Self> {
        let mut first = Vec::new();
        body.read_until(b'\n', &mut first)?;
        let head = Head::read(&first)?;
        if head.schema > schema::own() {
            return Err(ReplicaError::BadCut(format!(
                "it is in schema {}, and this program reads {}",
                head.schema,
                schema::own()
            )));
        }
        let schema = head.schema;
        Ok(Self {
            head,
            lines: Box::new(Body {
                body,
                schema,
                line: Vec::with_capacity(1024),
                counts: End::default(),
                ended: false,
            }),
        })
    }
}

/// The lines after the head.
struct Body<R> {
    body: R,
    /// The lines are in it.
    schema: u32,
    line: Vec<u8>,
    counts: End,
    ended: bool,
}

impl<R: BufRead> Iterator for Body<R> {
    type Item = Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.step() {
            Ok(Some(line)) => Some(Ok(line)),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(e) => {
                self.ended = true;
                Some(Err(e))
            }
        }
    }
}

impl<R: BufRead> Body<R> {
    /// The next line, `None` after a good end.
    fn step(&mut self) -> Result<Option<Line>> {
        self.line.clear();
        self.body
            .read_until(b'\n', &mut self.line)
            .map_err(|e| ReplicaError::BadCut(e.to_string()))?;
        if broken(Bug::EndLineNotRequired) && self.line.last() != Some(&b'\n') {
            return Ok(None);
        }
        if self.line.last() != Some(&b'\n') {
            return Err(ReplicaError::BadCut("it ends before its end line".into()));
        }
        if self.line.first() == Some(&b'{') {
            let end: End = serde_json::from_slice(&self.line)
                .map_err(|e| ReplicaError::BadCut(format!("the end line: {e}")))?;
            if end != self.counts {
                return Err(ReplicaError::BadCut(format!(
                    "it announces {} rows and {} evictions and has {} and {}",
                    end.rows, end.evictions, self.counts.rows, self.counts.evictions
                )));
            }
            return Ok(None);
        }
        let line = Line::read(&self.line, self.schema)?;
        match &line {
            Line::Row { .. } => self.counts.rows += 1,
            Line::Evict { .. } => self.counts.evictions += 1,
        }
        Ok(Some(line))
    }
}
