//! One exchange: the console's cursors and commands up, outcomes and one atomic cut down.
//!
//! The answer is newline-delimited JSON, zstd-compressed: one [`Head`], then evictions, then rows, then one
//! [`End`]. Whoever applies it does so in one transaction, only after the end line.

use domain::{
    decide::ItemVerdict,
    entity::{RowHash, Table},
    id::*,
    rejection::Rejection,
    schema,
    units::Millis,
    value::Value,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far a replica is in one scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub scope: ScopeId,
    pub epoch: Uuid,
    pub v: i64,
}

/// A command on its way to the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Dense per client, from 1, assigned durably at first send.
    pub seq: i64,
    pub command_id: CommandId,
    /// When it was given, as its issuer knew the time; shown, not trusted.
    pub issued_at: Millis,
    /// A [`domain::command::Command`], parsed one by one so that a bad one stops no other.
    pub command: serde_json::Value,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncRequest {
    pub client: ClientId,
    pub protocol: u32,
    pub schema: u32,
    pub cursors: Vec<Cursor>,
    pub commands: Vec<Envelope>,
    /// This console takes large scopes as snapshot files ([`ScopeMode::Snapshot`]).
    #[serde(default)]
    pub snapshots: bool,
    /// Scopes whose checksum here is not the one the last cut gave; their cursors are absent.
    #[serde(default)]
    pub mismatched: Vec<ScopeId>,
    /// What a server of an older schema could not bring. A server that does not know it either ignores it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backfill: Vec<Backfill>,
}

/// A table of which a replica does not know in full the rows of versions after `since` and up to its cursor; 0 where it
/// knows none in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    pub scope: ScopeId,
    pub table: Table,
    pub since: i64,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Decided; each item says whether it was applied. All items rejected is still `applied` with rejections.
    Applied {
        items: Vec<ItemVerdict>,
    },
    Rejected {
        rejection: Rejection,
    },
    /// Not taken now; nothing moved; send it again after so long.
    Retry {
        after_ms: i64,
    },
    /// Failed the same way three times; kept on the server as an exception.
    Quarantined {
        reason: String,
    },
    /// What another release says and this one cannot read, as it came. It settles the command like any other.
    #[serde(untagged)]
    Unknown(serde_json::Value),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommandOutcome {
    pub seq: i64,
    pub command_id: CommandId,
    #[serde(flatten)]
    pub outcome: Outcome,
}

domain::text_enum! {
    ScopeMode {
        /// Rows and evictions with `from < v <= to`.
        Delta = "delta",
        /// All rows: whatever the replica has of this scope goes first.
        Full = "full",
        /// The scope is to be fetched as a snapshot first. A cut with such a scope has no lines: nothing of it is to
        /// be applied.
        Snapshot = "snapshot",
    }
}

/// One scope of a cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeCut {
    pub scope: ScopeId,
    pub epoch: Uuid,
    pub mode: ScopeMode,
    /// Of a delta, where it starts. Else, where the cursor's history is known, up to which version it is this one's
    /// (the server was restored to there); 0 otherwise.
    pub from: i64,
    pub to: i64,
    /// The scope's checksum at `to`, [`hex_sum`]; `null` for a schema that does not know every row in full.
    pub sum: Option<String>,
    /// Tables of a delta whose rows it brings from where the request's [`Backfill`] says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backfilled: Vec<Table>,
    /// Those of them that it brings whole: what the replica has of such a table in this scope goes first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub whole: Vec<Table>,
}

/// The answer's first line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    pub server_time: Millis,
    /// The schema the lines are in: the console's, or the server's where that is older.
    pub schema: u32,
    /// The last command of this client the server has an outcome for.
    pub last_seq: i64,
    /// Read one by one: [`Outcome::Unknown`] is one command's alone. What names no command is passed over.
    #[serde(deserialize_with = "outcomes")]
    pub outcomes: Vec<CommandOutcome>,
    /// Every scope the account may see now; a scope the replica has and this list lacks is to be dropped.
    pub scopes: Vec<ScopeCut>,
}

fn outcomes<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<CommandOutcome>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Said {
        OfCommand(CommandOutcome),
        OfNone(serde::de::IgnoredAny),
    }

    let said = Vec::<Said>::deserialize(from)?.into_iter();
    Ok(said
        .filter_map(|said| match said {
            Said::OfCommand(outcome) => Some(outcome),
            Said::OfNone(_) => None,
        })
        .collect())
}

/// Why a cut's first line cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeadError {
    /// A newer server has another way to bring a scope.
    #[error("scope {scope} comes as {mode:?}, which this release does not know")]
    UnknownMode { scope: String, mode: String },
    #[error("the head line: {0}")]
    Unreadable(String),
}

impl Head {
    /// Reads the first line of an answer.
    pub fn read(line: &[u8]) -> Result<Self, HeadError> {
        serde_json::from_slice(line).map_err(|error| {
            unknown_mode(line).unwrap_or_else(|| HeadError::Unreadable(error.to_string()))
        })
    }
}

/// The first scope of a head that comes in a way that is not known here.
fn unknown_mode(line: &[u8]) -> Option<HeadError> {
    let head: serde_json::Value = serde_json::from_slice(line).ok()?;
    head.get("scopes")?.as_array()?.iter().find_map(|scope| {
        let mode = scope.get("mode")?.as_str()?;
        mode.parse::<ScopeMode>().err()?;
        Some(HeadError::UnknownMode {
            scope: scope.get("scope")?.as_str()?.to_owned(),
            mode: mode.to_owned(),
        })
    })
}

/// A line between head and end.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// `["-", scope, table, id, v]`: delete where the stored row still belongs to the scope.
    Evict {
        scope: ScopeId,
        table: Table,
        id: Uuid,
        v: i64,
    },
    /// `["+", scope, table, v, rev, [values…]]`, values in column order.
    Row {
        scope: ScopeId,
        table: Table,
        v: i64,
        rev: i64,
        values: Vec<Value>,
    },
}

/// The answer's last line; counts of the lines between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    pub evictions: u64,
    pub rows: u64,
}

/// A checksum as text.
pub fn hex_sum(sum: RowHash) -> String {
    format!("{sum:032x}")
}

/// A checksum from [`hex_sum`]'s text.
pub fn parse_sum(text: &str) -> Option<RowHash> {
    (text.len() == 32)
        .then(|| u128::from_str_radix(text, 16).ok())
        .flatten()
}

/// A cut's line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a line of the cut cannot be read: {0}")]
pub struct LineError(pub String);

impl Line {
    /// Appends the line's JSON and a newline, for a reader of `schema`. Answers whether there is anything of it that
    /// such a reader gets.
    pub fn write(&self, out: &mut Vec<u8>, schema: u32) -> bool {
        let json = match self {
            Self::Evict {
                scope,
                table,
                id,
                v,
            } => {
                if table.since() > schema {
                    return false;
                }
                serde_json::json!(["-", scope, table, id, v])
            }
            Self::Row {
                scope,
                table,
                v,
                rev,
                values,
            } => {
                let Some(values) = schema::narrow(*table, values.clone(), schema) else {
                    return false;
                };
                let values: Vec<_> = values.iter().map(Value::to_json).collect();
                serde_json::json!(["+", scope, table, v, rev, values])
            }
        };
        out.extend_from_slice(json.to_string().as_bytes());
        out.push(b'\n');
        true
    }

    /// Reads one line without its newline, as a server that answers in `schema` writes it. A row gets the defaults of
    /// what came later.
    pub fn read(line: &[u8], schema: u32) -> Result<Self, LineError> {
        let bad = |what: &str| LineError(what.to_owned());
        let json: Vec<serde_json::Value> =
            serde_json::from_slice(line).map_err(|e| LineError(e.to_string()))?;
        let mut parts = json.into_iter();
        let mut next = |what: &str| {
            parts
                .next()
                .ok_or_else(|| LineError(format!("{what} is missing")))
        };
        let sign = next("the sign")?;
        let scope: ScopeId =
            serde_json::from_value(next("the scope")?).map_err(|e| LineError(e.to_string()))?;
        let table: Table =
            serde_json::from_value(next("the table")?).map_err(|e| LineError(e.to_string()))?;
        let int =
            |v: serde_json::Value| v.as_i64().ok_or_else(|| bad("a number is not an integer"));
        match sign.as_str() {
            Some("-") => {
                let id: Uuid = serde_json::from_value(next("the id")?)
                    .map_err(|e| LineError(e.to_string()))?;
                Ok(Self::Evict {
                    scope,
                    table,
                    id,
                    v: int(next("v")?)?,
                })
            }
            Some("+") => {
                let (v, rev) = (int(next("v")?)?, int(next("rev")?)?);
                let serde_json::Value::Array(raw) = next("the values")? else {
                    return Err(bad("no values"));
                };
                let given = raw.len();
                let wrong = || LineError(format!("{table} has {given} values"));
                let values = schema::columns(table, schema)
                    .zip(raw)
                    .map(|(c, j)| {
                        Value::from_json(c.kind, j)
                            .ok_or_else(|| LineError(format!("{table}.{}", c.name)))
                    })
                    .collect::<Result<Vec<_>, _>>()?;
                if values.len() != given {
                    return Err(wrong());
                }
                let values = schema::widen(table, values, schema).ok_or_else(wrong)?;
                Ok(Self::Row {
                    scope,
                    table,
                    v,
                    rev,
                    values,
                })
            }
            _ => Err(bad("the sign is neither + nor -")),
        }
    }
}

/// A courier's latest position; volatile: no version, no checksum, no outbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    pub courier: CourierId,
    pub hub: HubId,
    pub lon_e7: i32,
    pub lat_e7: i32,
    pub at: Millis,
    /// Degrees clockwise from north.
    pub heading_deg: Option<i32>,
    pub speed_kmh: Option<i32>,
    pub battery_pct: Option<i32>,
}

/// What the wake-up stream (`GET /api/v1/sync/events`, server-sent, `data:` is this as JSON) says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum WakeUp {
    /// The scope has reached `v`: sync.
    Poke {
        scope: ScopeId,
        v: i64,
    },
    /// Latest positions, changed ones only; all of them right after connecting.
    Positions {
        positions: Vec<Position>,
    },
    Heartbeat {
        server_time: Millis,
    },
    /// The server stops: come back after so long.
    Goodbye {
        after_ms: i64,
    },
}

/// One line of a canonical dump, without newline: the same row gives the same bytes on server and replica.
/// Dumps are sorted by table ([`Table::ALL`] order) and id. Of columns after this build's schema only what is not their
/// default is told.
pub fn dump_line(scope: ScopeId, table: Table, v: i64, rev: i64, values: &[Value]) -> String {
    let mut fields = serde_json::Map::new();
    for (column, value) in table.columns().iter().zip(values) {
        if column.since > schema::SCHEMA && *value == column.default() {
            continue;
        }
        fields.insert(column.name.to_owned(), value.to_json());
    }
    serde_json::json!({ "table": table, "scope": scope, "v": v, "rev": rev, "values": fields })
        .to_string()
}
