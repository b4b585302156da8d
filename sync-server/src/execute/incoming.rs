//! A command as it arrives, and as far as it can be read. A command that cannot be read is rejected alone.

use domain::{
    command::{Command, MAX_BYTES},
    id::{CommandId, ScopeId},
    name::ActionKind,
    rejection::{RejectCode, Rejection},
    units::Millis,
};

/// A command as it arrives.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// 0 outside any replica.
    pub seq: i64,
    pub id: CommandId,
    pub issued_at: Millis,
    pub command: serde_json::Value,
}

impl From<wire::sync::Envelope> for Incoming {
    fn from(envelope: wire::sync::Envelope) -> Self {
        Self {
            seq: envelope.seq,
            id: envelope.command_id,
            issued_at: envelope.issued_at,
            command: envelope.command,
        }
    }
}

/// A command, read or refused.
#[derive(Debug)]
pub struct Parsed {
    pub seq: i64,
    pub id: CommandId,
    pub issued_at: Millis,
    /// The wire name; `unknown` when it is not one of ours, so that it can stand in logs and metrics.
    pub name: &'static str,
    pub command: Result<Command, Rejection>,
}

impl From<Incoming> for Parsed {
    fn from(incoming: Incoming) -> Self {
        let name = incoming
            .command
            .get("name")
            .and_then(|name| name.as_str())
            .and_then(|name| {
                ActionKind::ALL
                    .iter()
                    .map(|k| k.wire_name())
                    .find(|n| *n == name)
            });
        let command = match name {
            None => Err(Rejection::new(RejectCode::UnknownCommand)),
            Some(_) => read(incoming.command),
        };
        Self {
            seq: incoming.seq,
            id: incoming.id,
            issued_at: incoming.issued_at,
            name: name.unwrap_or("unknown"),
            command,
        }
    }
}

fn read(json: serde_json::Value) -> Result<Command, Rejection> {
    let bytes = json.to_string().len();
    if bytes > MAX_BYTES {
        return Err(Rejection::new(RejectCode::TooLarge)
            .with("bytes", bytes)
            .with("max_bytes", MAX_BYTES));
    }
    if has_nul(&json) {
        return Err(Rejection::new(RejectCode::MalformedCommand).with(
            "problem",
            "a text holds a NUL character, which cannot be stored",
        ));
    }
    serde_json::from_value(json).map_err(|error| {
        Rejection::new(RejectCode::MalformedCommand).with("problem", error.to_string())
    })
}

fn has_nul(json: &serde_json::Value) -> bool {
    match json {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(items) => items.iter().any(has_nul),
        serde_json::Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| name.contains('\0') || has_nul(value)),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {
            false
        }
    }
}

impl Parsed {
    /// The scopes it may write; none when it cannot be read.
    pub fn scopes(&self) -> Vec<ScopeId> {
        self.command
            .as_ref()
            .map(Command::scopes)
            .unwrap_or_default()
    }
}
