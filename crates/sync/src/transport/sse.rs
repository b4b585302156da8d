//! Server-sent events out of bytes: <https://html.spec.whatwg.org/multipage/server-sent-events.html>, as far as
//! one of our streams uses it. Pure; knows nothing of what the events say.

/// An event larger than this is refused.
const MAX_EVENT_BYTES: usize = 8 << 20;

/// The stream sent an event larger than is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an event is larger than {MAX_EVENT_BYTES} bytes")]
pub(super) struct TooLarge;

/// Takes in bytes as they come and gives out the `data` of each finished event.
#[derive(Debug, Default)]
pub(super) struct EventParser {
    line: Vec<u8>,
    data: Vec<u8>,
    has_data: bool,
    after_cr: bool,
}

impl EventParser {
    /// Whatever events `bytes` finish, in order.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Vec<u8>>, TooLarge> {
        let mut events = Vec::new();
        for &byte in bytes {
            let follows_cr = std::mem::replace(&mut self.after_cr, byte == b'\r');
            match byte {
                b'\n' if follows_cr => {}
                b'\n' | b'\r' => self.end_line(&mut events),
                _ if self.line.len() + self.data.len() >= MAX_EVENT_BYTES => return Err(TooLarge),
                _ => self.line.push(byte),
            }
        }
        Ok(events)
    }

    fn end_line(&mut self, events: &mut Vec<Vec<u8>>) {
        if self.line.is_empty() {
            if std::mem::take(&mut self.has_data) {
                events.push(std::mem::take(&mut self.data));
            }
            return;
        }
        // Comments (`:`) and other fields (`event`, `id`, `retry`) carry nothing for us.
        if let Some(value) = self.line.strip_prefix(b"data:") {
            if self.has_data {
                self.data.push(b'\n');
            }
            self.data
                .extend_from_slice(value.strip_prefix(b" ").unwrap_or(value));
            self.has_data = true;
        }
        self.line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(parts: &[&str]) -> Vec<String> {
        let mut parser = EventParser::default();
        let mut out = Vec::new();
        for part in parts {
            for event in parser.feed(part.as_bytes()).unwrap() {
                out.push(String::from_utf8(event).unwrap());
            }
        }
        out
    }

    #[test]
    fn events_may_come_in_any_pieces() {
        let whole =
            ": hello\n\ndata: one\n\nevent: x\r\ndata:two\r\ndata: more\r\n\r\ndata: unfinished";
        assert_eq!(texts(&[whole]), ["one", "two\nmore"]);
        let bytes: Vec<String> = whole.chars().map(String::from).collect();
        let bytes: Vec<&str> = bytes.iter().map(String::as_str).collect();
        assert_eq!(texts(&bytes), ["one", "two\nmore"]);
    }

    #[test]
    fn an_endless_event_is_refused() {
        let mut parser = EventParser::default();
        assert!(parser.feed(&vec![b'x'; MAX_EVENT_BYTES + 1]).is_err());
    }
}
