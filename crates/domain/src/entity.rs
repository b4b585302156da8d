//! What every synced entity has in common: its table, columns, key, scope; and the row form in which it
//! crosses storage and wire. The entities themselves are in [`crate::entities`].

use crate::{
    id::ScopeId,
    schema::{self, Word},
    value::{Column, FieldError, Value},
};
use uuid::Uuid;

/// A synced entity: a struct whose columns are declared once, by [`entity!`](crate::entity!).
pub trait Synced: Clone + Into<Entity> {
    const TABLE: Table;
    /// In declaration order; the first column is `id`, a UUID, the primary key.
    const COLUMNS: &'static [Column];
    fn key(&self) -> Uuid;
    /// The scope this row belongs to.
    fn scope(&self) -> ScopeId;
    /// One value per column, in order.
    fn values(&self) -> Vec<Value>;
    /// Reads a row of one value per column, in order.
    fn from_values(values: Vec<Value>) -> Result<Self, FieldError>;
    fn of(entity: &Entity) -> Option<&Self>;
    /// One field as JSON, as the whole row's JSON has it; `None` when there is no such column.
    fn field(&self, column: &str) -> Option<serde_json::Value>;
    /// Sets one field from JSON. The problem is words for a log.
    fn set_field(&mut self, column: &str, value: serde_json::Value) -> Result<(), String>;
    /// The columns in which `newer` differs: name, value here, value there.
    fn diff(&self, newer: &Self) -> Vec<(&'static str, Value, Value)>;
}

/// Declares a synced entity: the struct, its columns and both conversions, from one list of fields. A field that came
/// later than schema 1 says since when it exists and what it is in rows that were written before:
/// `tier: i32 = since 2 or 0`.
#[macro_export]
macro_rules! entity {
    ($(#[$meta:meta])* $name:ident in $table:ident, scope $scope:ident {
        $($(#[$fmeta:meta])* $field:ident: $ty:ty $(= since $since:tt or $before:expr)?,)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty,)+ }

        #[allow(unused_doc_comments, reason = "a field's attributes also say whether it is compiled")]
        impl $crate::entity::Synced for $name {
            const TABLE: $crate::entity::Table = $crate::entity::Table::$name;
            const COLUMNS: &'static [$crate::value::Column] = &[$($(#[$fmeta])* $crate::value::Column {
                name: stringify!($field),
                kind: <$ty as $crate::value::Field>::KIND,
                nullable: <$ty as $crate::value::Field>::NULLABLE,
                since: $crate::entity!(@since $($since)?),
                before: $crate::entity!(@before $ty $(, $before)?),
                words: <$ty as $crate::value::Field>::WORDS,
            },)+];
            fn key(&self) -> uuid::Uuid { self.id.0 }
            fn scope(&self) -> $crate::id::ScopeId { $crate::entity!(@scope $scope self) }
            fn values(&self) -> Vec<$crate::value::Value> {
                [$($(#[$fmeta])* $crate::value::Field::put(&self.$field)),+].to_vec()
            }
            fn from_values(values: Vec<$crate::value::Value>) -> Result<Self, $crate::value::FieldError> {
                let mut values = values.into_iter();
                let entity = Self { $($(#[$fmeta])* $field: {
                    let value = values.next().ok_or_else(|| $crate::value::FieldError {
                        column: stringify!($field), problem: "the row ends before it".into() })?;
                    <$ty as $crate::value::Field>::take(value).map_err(|problem| $crate::value::FieldError {
                        column: stringify!($field), problem })?
                },)+};
                match values.next() {
                    None => Ok(entity),
                    Some(extra) => Err($crate::value::FieldError {
                        column: "(end of row)", problem: format!("one value too many: {extra:?}") }),
                }
            }
            fn of(entity: &$crate::entity::Entity) -> Option<&Self> {
                match entity { $crate::entity::Entity::$name(inner) => Some(inner), _ => None }
            }
            fn field(&self, column: &str) -> Option<serde_json::Value> {
                match column {
                    $($(#[$fmeta])* stringify!($field) => serde_json::to_value(&self.$field).ok(),)+
                    _ => None,
                }
            }
            fn set_field(&mut self, column: &str, value: serde_json::Value) -> Result<(), String> {
                match column {
                    $($(#[$fmeta])* stringify!($field) => {
                        self.$field = serde_json::from_value(value).map_err(|e| e.to_string())?;
                        Ok(())
                    })+
                    _ => Err(format!("there is no column {column}")),
                }
            }
            fn diff(&self, newer: &Self) -> Vec<(&'static str, $crate::value::Value, $crate::value::Value)> {
                let mut changed = Vec::new();
                $($(#[$fmeta])* {
                    if self.$field != newer.$field {
                        changed.push((stringify!($field),
                            $crate::value::Field::put(&self.$field), $crate::value::Field::put(&newer.$field)));
                    }
                })+
                changed
            }
        }

        impl From<$name> for $crate::entity::Entity {
            fn from(inner: $name) -> Self { Self::$name(inner) }
        }
    };
    (@since) => { $crate::schema::FIRST };
    (@since $since:tt) => { $since };
    (@before $ty:ty) => { None };
    (@before $ty:ty, $before:expr) => { Some(|| <$ty as $crate::value::Field>::put(&$before)) };
    (@scope org $this:ident) => { $crate::id::ORG_SCOPE };
    (@scope $field:ident $this:ident) => { $this.$field.into() };
}

/// Lists the synced tables once; everything that walks all tables walks this.
macro_rules! tables {
    ($($name:ident = $table:literal $(since $since:tt)?),+ $(,)?) => {
        /// A synced table. The order is the order in which rows may refer to rows of earlier tables.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Table { $($name),+ }

        /// A row of any synced table.
        #[derive(Clone, Debug, PartialEq)]
        #[expect(clippy::large_enum_variant, reason = "most rows are deliveries, the largest")]
        pub enum Entity { $($name($crate::entities::$name)),+ }

        impl Table {
            pub const ALL: &'static [Table] = &[$(Table::$name),+];
            /// The tables' names, and since when there is which: a row that names a table (in a column) is withheld
            /// from whoever does not know that.
            const WORDS: &'static [Word] = &[$(Word {
                word: $table, since: $crate::entity!(@since $($since)?), stand_in: None,
            }),+];
            /// The schema that has it first.
            pub const fn since(self) -> u32 {
                match self { $(Self::$name => $crate::entity!(@since $($since)?)),+ }
            }
            /// The table's name in both databases, on the wire and in dumps.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $table),+ }
            }
            pub const fn columns(self) -> &'static [Column] {
                match self { $(Self::$name => <$crate::entities::$name as Synced>::COLUMNS),+ }
            }
            pub fn parse(self, values: Vec<Value>) -> Result<Entity, FieldError> {
                match self { $(Self::$name => <$crate::entities::$name as Synced>::from_values(values).map(Entity::$name)),+ }
            }
        }

        impl Entity {
            pub fn table(&self) -> Table { match self { $(Self::$name(_) => Table::$name),+ } }
            pub fn key(&self) -> Uuid { match self { $(Self::$name(e) => e.key()),+ } }
            pub fn scope(&self) -> ScopeId { match self { $(Self::$name(e) => e.scope()),+ } }
            pub fn values(&self) -> Vec<Value> { match self { $(Self::$name(e) => e.values()),+ } }
        }
    };
}

tables! {
    Hub = "hub",
    Policy = "policy",
    Staff = "staff",
    Merchant = "merchant",
    Grant = "hub_grant",
    Zone = "zone",
    Vehicle = "vehicle",
    Courier = "courier",
    Shift = "shift",
    ImportBatch = "import_batch",
    Delivery = "delivery",
    Attempt = "attempt",
    CashSettlement = "cash_settlement",
    Collection = "collection",
    Note = "note",
    Exception = "exception",
    Event = "event",
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Table {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .copied()
            .find(|t| t.name() == text)
            .ok_or_else(|| format!("no synced table is called {text}"))
    }
}

impl serde::Serialize for Table {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

impl<'de> serde::Deserialize<'de> for Table {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(d)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl crate::value::Field for Table {
    const KIND: crate::value::Kind = crate::value::Kind::Text;
    const WORDS: &'static [Word] = Self::WORDS;
    fn put(&self) -> Value {
        Value::Text(self.name().into())
    }
    fn take(value: Value) -> Result<Self, String> {
        String::take(value)?.parse()
    }
}

/// A 128-bit row hash; sums of them (mod 2^128) are the scopes' checksums.
pub type RowHash = u128;

/// The keyed hash of one row: BLAKE3, keyed by the scope, over the table's name, `rev` and the canonical
/// values, its first 16 bytes little-endian. A column that came after schema 1 counts, with its name, where it holds
/// anything but its default: a column more changes no row's hash.
pub fn row_hash(scope: ScopeId, table: Table, rev: i64, values: &[Value]) -> RowHash {
    let key = blake3::derive_key("barq dispatch 2026 row hash v1", scope.0.as_bytes());
    let mut bytes = Vec::with_capacity(512);
    Value::Text(table.name().into()).canonical(&mut bytes);
    Value::Int(rev).canonical(&mut bytes);
    for (column, value) in table.columns().iter().zip(values) {
        if column.since == schema::FIRST {
            value.canonical(&mut bytes);
        } else if *value != column.default() {
            Value::Text(column.name.into()).canonical(&mut bytes);
            value.canonical(&mut bytes);
        }
    }
    let mut head = [0_u8; 16];
    head.copy_from_slice(&blake3::keyed_hash(&key, &bytes).as_bytes()[..16]);
    u128::from_le_bytes(head)
}
