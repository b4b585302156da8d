//! The statements of every synced table, made once from its declared columns: nothing here but [`snapshot_order`]
//! names a column of an entity. A synced row has four more columns: `scope_id`, `v`, `rev`, `row_hash`.

use domain::{
    entity::Table,
    schema::{self, Made},
    value::Kind,
};

/// One synced table's statements. `…` stands for its columns, JSON as text so that it is kept byte for byte.
#[derive(Debug)]
pub struct Statements {
    /// `$1` ids. Answers `scope_id, v, rev, row_hash, …`.
    pub by_ids: &'static str,
    /// `$1` scope, `$2` from (exclusive), `$3` to (inclusive). Answers `v, rev, …` in the order of versions.
    pub since: &'static str,
    /// `$1` scope. Answers `v, rev, …` in the order of ids.
    pub whole: &'static str,
    /// `$1` scope. Answers like `whole`, in the order that suits the replica's indexes.
    pub snapshot: &'static str,
    /// `$1` scope. Answers like `by_ids`.
    pub of_scope: &'static str,
    /// One array per column, then scopes, versions, revisions, hashes.
    pub insert: &'static str,
    /// The same arrays; counts the rows changed.
    pub update: &'static str,
    /// `$1` ids.
    pub delete: &'static str,
    /// `$1` ids, `$2` scope: the rows as they are, in another scope.
    pub rescope: &'static str,
    /// Answers like `by_ids`, without its condition.
    pub select: &'static str,
}

/// The statements of `table`.
pub fn statements(table: Table) -> &'static Statements {
    static ALL: Made<Vec<Statements>> = Made::new();
    &ALL.get(|| Table::ALL.iter().map(|t| build(*t)).collect())[table as usize]
}

fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Uuid => "uuid",
        Kind::Int => "bigint",
        Kind::Bool => "boolean",
        // JSON travels as text and is cast when written.
        Kind::Text | Kind::Json => "text",
    }
}

/// Statements are made once and live as long as the process.
fn keep(sql: String) -> &'static str {
    sql.leak()
}

/// Deliveries by day and by when they are due, about as the replica lists them: its largest index then grows at its
/// end, instead of being sorted in memory afterwards.
fn snapshot_order(table: Table) -> &'static str {
    if table == Table::Delivery {
        r#"service_date COLLATE "C", promised_at, windows::text COLLATE "C", id"#
    } else {
        "id"
    }
}

fn build(table: Table) -> Statements {
    let name = table.name();
    let columns: Vec<_> = schema::columns(table, schema::own()).collect();
    let read: Vec<String> = columns
        .iter()
        .map(|c| match c.kind {
            Kind::Json => format!("{}::text", c.name),
            Kind::Int | Kind::Bool | Kind::Uuid | Kind::Text => c.name.to_owned(),
        })
        .collect();
    let read = read.join(", ");

    let mut names: Vec<&str> = columns.iter().map(|c| c.name).collect();
    let mut arrays: Vec<&str> = columns.iter().map(|c| sql_type(c.kind)).collect();
    names.extend(["scope_id", "v", "rev", "row_hash"]);
    arrays.extend(["uuid", "bigint", "bigint", "bytea"]);
    let given: Vec<String> = arrays
        .iter()
        .enumerate()
        .map(|(i, kind)| format!("${}::{kind}[]", i + 1))
        .collect();
    let given = format!(
        "unnest({}) AS given({})",
        given.join(", "),
        names.join(", ")
    );
    let value = |name: &str| {
        let json = columns
            .iter()
            .any(|c| c.name == name && c.kind == Kind::Json);
        format!("given.{name}{}", if json { "::json" } else { "" })
    };
    let values: Vec<String> = names.iter().map(|n| value(n)).collect();
    let sets: Vec<String> = names
        .iter()
        .filter(|n| **n != "id")
        .map(|n| format!("{n} = {}", value(n)))
        .collect();

    let select = format!("SELECT scope_id, v, rev, row_hash, {read} FROM {name}");
    Statements {
        by_ids: keep(format!("{select} WHERE id = ANY($1)")),
        since: keep(format!(
            "SELECT v, rev, {read} FROM {name} WHERE scope_id = $1 AND v > $2 AND v <= $3 ORDER BY v, id"
        )),
        whole: keep(format!(
            "SELECT v, rev, {read} FROM {name} WHERE scope_id = $1 ORDER BY id"
        )),
        snapshot: keep(format!(
            "SELECT v, rev, {read} FROM {name} WHERE scope_id = $1 ORDER BY {}",
            snapshot_order(table)
        )),
        of_scope: keep(format!("{select} WHERE scope_id = $1")),
        insert: keep(format!(
            "INSERT INTO {name} ({}) SELECT {} FROM {given}",
            names.join(", "),
            values.join(", ")
        )),
        update: keep(format!(
            "UPDATE {name} AS stored SET {} FROM {given} WHERE stored.id = given.id",
            sets.join(", ")
        )),
        delete: keep(format!("DELETE FROM {name} WHERE id = ANY($1)")),
        rescope: keep(format!(
            "UPDATE {name} SET scope_id = $2 WHERE id = ANY($1)"
        )),
        select: keep(select),
    }
}
