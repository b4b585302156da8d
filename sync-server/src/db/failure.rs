//! What a database error means for the work that met it. The one place that reads SQLSTATE codes.

/// What to do after a database error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Two transactions stood in each other's way: run it again.
    Rerun,
    /// The database cannot be used now: nothing moved, come back.
    Unavailable,
    /// The data itself was refused: find the command it belongs to.
    Data,
    /// Anything else: a mistake of ours.
    Internal,
}

/// Sorts `error` by its SQLSTATE class.
pub fn classify(error: &sqlx::Error) -> Failure {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "sqlx adds errors; one that is not known here is a mistake of ours"
    )]
    match error {
        sqlx::Error::Database(db) => match db.code().as_deref() {
            Some("40001" | "40P01" | "55P03") => Failure::Rerun,
            Some(code) => match code.get(..2) {
                Some("08" | "53" | "57") => Failure::Unavailable,
                Some("22" | "23") => Failure::Data,
                _ => Failure::Internal,
            },
            None => Failure::Internal,
        },
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Failure::Unavailable,
        sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::Decode(_)
        | sqlx::Error::Encode(_)
        | sqlx::Error::RowNotFound => Failure::Data,
        _ => Failure::Internal,
    }
}

/// `error` without any value of a row in it, for logs and for telling failures apart: the code, the constraint
/// and the table, or the kind of error.
pub fn anonymous(error: &sqlx::Error) -> String {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "sqlx adds errors; of the others the first line says the kind"
    )]
    match error {
        // Names what may not be read, and nothing that is in it.
        sqlx::Error::Database(db) if db.code().as_deref() == Some("42501") => {
            format!("database error 42501 {}", db.message())
        }
        sqlx::Error::Database(db) => format!(
            "database error {} {} {}",
            db.code().unwrap_or_default(),
            db.table().unwrap_or_default(),
            db.constraint().unwrap_or_default(),
        )
        .trim_end()
        .to_owned(),
        sqlx::Error::ColumnDecode { index, .. } => format!("column {index} cannot be read"),
        sqlx::Error::Encode(_) => "a value cannot be written".to_owned(),
        other => {
            let text = other.to_string();
            text.lines().next().unwrap_or_default().to_owned()
        }
    }
}
