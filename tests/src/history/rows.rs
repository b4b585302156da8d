//! Rows as canonical dumps have them, by table and key; and which commands' effects are among them.

use domain::id::CommandId;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A table and a primary key.
pub type Key = (String, Uuid);

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub scope: Uuid,
    pub rev: i64,
    /// The command whose effect it records, for rows that are written once and never changed.
    pub effect_of: Option<CommandId>,
    /// All of it.
    pub line: String,
}

/// The rows of a dump.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows(pub BTreeMap<Key, Row>);

impl Rows {
    /// Reads a dump.
    pub fn of(dump: &str) -> Self {
        Self(dump.lines().map(row).collect())
    }

    /// The rows of one scope.
    pub fn within(&self, scope: Uuid) -> BTreeMap<&Key, &Row> {
        self.0.iter().filter(|(_, r)| r.scope == scope).collect()
    }

    /// Commands whose effect is here.
    pub fn effects(&self) -> BTreeSet<CommandId> {
        self.0.values().filter_map(|row| row.effect_of).collect()
    }
}

fn row(line: &str) -> (Key, Row) {
    let json: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e} in {line:?}"));
    let values = &json["values"];
    let uuid = |value: &Value| -> Option<Uuid> { value.as_str()?.parse().ok() };
    let table = json["table"].as_str().unwrap_or_default().to_owned();
    let id = uuid(&values["id"]).unwrap_or_else(|| panic!("no id in {line:?}"));
    let scope = uuid(&json["scope"]).unwrap_or_else(|| panic!("no scope in {line:?}"));
    // A refused command has an exception, and that one its own events: no effects of what was asked for.
    let records = ["event", "note"].contains(&table.as_str())
        && values["entity_table"] != serde_json::json!("exception");
    let command = uuid(&values["command_id"]).map(CommandId);
    let row = Row {
        scope,
        rev: json["rev"].as_i64().unwrap_or_default(),
        effect_of: command.filter(|_| records),
        line: line.to_owned(),
    };
    ((table, id), row)
}
