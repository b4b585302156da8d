//! Columns and values: how a typed field becomes a database value, a wire value and canonical bytes.
//! Knows nothing of any database.

use crate::schema::Word;
use serde::{Serialize, de::DeserializeOwned};
use std::ops::{Deref, DerefMut};
use uuid::Uuid;

/// What kind of value a column holds, the same on every side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 16 bytes: `uuid` in Postgres, `BLOB` in SQLite, hyphenated text on the wire.
    Uuid,
    /// `bigint` / `INTEGER` / number.
    Int,
    /// `boolean` / `INTEGER` 0 or 1 / 0 or 1.
    Bool,
    /// `text` / `TEXT` / string.
    Text,
    /// `json` (which keeps its text) / `TEXT` / string holding canonical JSON text.
    Json,
}

/// One column of a synced table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub nullable: bool,
    /// The schema that has it first.
    pub since: u32,
    /// What it holds in rows that were written before it was there; of the first schema's columns there are none.
    pub before: Option<fn() -> Value>,
    /// The words it may hold, where those are declared.
    pub words: &'static [Word],
}

impl Column {
    /// What it holds in rows that were written before it was there.
    pub fn default(&self) -> Value {
        self.before.map_or(Value::Null, |value| value())
    }
}

/// One value of a synced row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    Null,
    Int(i64),
    Bool(bool),
    Uuid(Uuid),
    Text(String),
    /// Canonical JSON text, kept byte for byte.
    Json(String),
}

/// A stored value that its field cannot be read from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {problem}")]
pub struct FieldError {
    pub column: &'static str,
    pub problem: String,
}

/// A type that is stored in one column.
pub trait Field: Sized {
    const KIND: Kind;
    const NULLABLE: bool = false;
    /// The words it is one of, where those are declared.
    const WORDS: &'static [Word] = &[];
    fn put(&self) -> Value;
    /// The problem is words for a log; the caller adds the column.
    fn take(value: Value) -> Result<Self, String>;
}

fn wrong(expected: &str, value: &Value) -> String {
    format!("expected {expected}, found {value:?}")
}

impl Field for i64 {
    const KIND: Kind = Kind::Int;
    fn put(&self) -> Value {
        Value::Int(*self)
    }
    fn take(value: Value) -> Result<Self, String> {
        let Value::Int(n) = value else {
            return Err(wrong("an integer", &value));
        };
        Ok(n)
    }
}

impl Field for i32 {
    const KIND: Kind = Kind::Int;
    fn put(&self) -> Value {
        Value::Int((*self).into())
    }
    fn take(value: Value) -> Result<Self, String> {
        let n = i64::take(value)?;
        n.try_into().map_err(|_| format!("{n} is out of range"))
    }
}

impl Field for bool {
    const KIND: Kind = Kind::Bool;
    fn put(&self) -> Value {
        Value::Bool(*self)
    }
    fn take(value: Value) -> Result<Self, String> {
        let Value::Bool(b) = value else {
            return Err(wrong("a boolean", &value));
        };
        Ok(b)
    }
}

impl Field for String {
    const KIND: Kind = Kind::Text;
    fn put(&self) -> Value {
        Value::Text(self.clone())
    }
    fn take(value: Value) -> Result<Self, String> {
        let Value::Text(text) = value else {
            return Err(wrong("text", &value));
        };
        Ok(text)
    }
}

impl<T: Field> Field for Option<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
    const WORDS: &'static [Word] = T::WORDS;
    fn put(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::put)
    }
    fn take(value: Value) -> Result<Self, String> {
        if value == Value::Null {
            return Ok(None);
        }
        T::take(value).map(Some)
    }
}

/// A structured value kept as canonical JSON text: struct fields in declaration order, maps sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T> Deref for Json<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Json<T> {
    fn from(inner: T) -> Self {
        Self(inner)
    }
}

impl<T: Serialize + DeserializeOwned> Field for Json<T> {
    const KIND: Kind = Kind::Json;
    fn put(&self) -> Value {
        // Serialising plain data with string keys cannot fail; "null" would be refused when read back.
        Value::Json(serde_json::to_string(&self.0).unwrap_or_else(|_| "null".into()))
    }
    fn take(value: Value) -> Result<Self, String> {
        let Value::Json(text) = value else {
            return Err(wrong("JSON", &value));
        };
        serde_json::from_str(&text)
            .map(Self)
            .map_err(|e| e.to_string())
    }
}

/// Ids are stored as UUIDs.
macro_rules! uuid_fields {
    ($($id:ident),+) => {$(
        impl Field for crate::id::$id {
            const KIND: Kind = Kind::Uuid;
            fn put(&self) -> Value { Value::Uuid(self.0) }
            fn take(value: Value) -> Result<Self, String> { Uuid::take(value).map(Self) }
        }
    )+};
}

impl Field for Uuid {
    const KIND: Kind = Kind::Uuid;
    fn put(&self) -> Value {
        Value::Uuid(*self)
    }
    fn take(value: Value) -> Result<Self, String> {
        let Value::Uuid(id) = value else {
            return Err(wrong("a UUID", &value));
        };
        Ok(id)
    }
}

uuid_fields!(
    UserId,
    HubId,
    ZoneId,
    CourierId,
    VehicleId,
    ShiftId,
    MerchantId,
    DeliveryId,
    AttemptId,
    NoteId,
    CollectionId,
    SettlementId,
    ExceptionId,
    EventId,
    ImportBatchId,
    GrantId,
    PolicyId,
    CommandId,
    ClientId,
    DeviceId,
    ScopeId
);

impl Value {
    /// Appends this value's canonical bytes: a tag, then a fixed or length-prefixed body. Row hashes and
    /// therefore checksums are made of these bytes; changing them is a new schema version.
    pub fn canonical(&self, out: &mut Vec<u8>) {
        let mut text = |tag: u8, s: &str| {
            out.push(tag);
            out.extend_from_slice(&(s.len() as u32).to_le_bytes());
            out.extend_from_slice(s.as_bytes());
        };
        match self {
            Self::Null => out.push(0),
            Self::Int(n) => {
                out.push(1);
                out.extend_from_slice(&n.to_le_bytes());
            }
            Self::Bool(b) => out.extend_from_slice(&[2, u8::from(*b)]),
            Self::Uuid(id) => {
                out.push(3);
                out.extend_from_slice(id.as_bytes());
            }
            Self::Text(s) => text(4, s),
            Self::Json(s) => text(5, s),
        }
    }

    /// The value as it travels in JSON (see [`Kind`]).
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Int(n) => (*n).into(),
            Self::Bool(b) => i64::from(*b).into(),
            Self::Uuid(id) => id.to_string().into(),
            Self::Text(s) | Self::Json(s) => s.as_str().into(),
        }
    }

    /// Reads a value of `kind` from JSON; `None` when it is not one.
    pub fn from_json(kind: Kind, json: serde_json::Value) -> Option<Self> {
        use serde_json::Value as J;
        Some(match (kind, json) {
            (_, J::Null) => Self::Null,
            (Kind::Int, J::Number(n)) => Self::Int(n.as_i64()?),
            (Kind::Bool, J::Number(n)) => Self::Bool(match n.as_i64()? {
                0 => false,
                1 => true,
                _ => return None,
            }),
            (Kind::Uuid, J::String(s)) => Self::Uuid(Uuid::parse_str(&s).ok()?),
            (Kind::Text, J::String(s)) => Self::Text(s),
            (Kind::Json, J::String(s)) => Self::Json(s),
            _ => return None,
        })
    }
}
