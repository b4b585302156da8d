//! Small files of a profile that are not secret: settings and what the windows look at.

use serde::{Serialize, de::DeserializeOwned};
use std::path::Path;
use wire::error::{ErrorCode, Problem};

/// The file's content; the default when it is missing or damaged (which is logged).
pub fn read<T: DeserializeOwned + Default>(path: &Path) -> T {
    match std::fs::read(path) {
        Ok(json) => serde_json::from_slice(&json).unwrap_or_else(|error| {
            tracing::warn!(path = %path.display(), %error, "a damaged file is replaced by its defaults");
            T::default()
        }),
        Err(_) => T::default(),
    }
}

/// Writes beside and renames, so that a crash leaves the old file or the new one.
pub fn write(path: &Path, value: &impl Serialize) -> Result<(), Problem> {
    let failed = |error: std::io::Error| {
        let code = if error.kind() == std::io::ErrorKind::StorageFull {
            ErrorCode::DiskFull
        } else {
            ErrorCode::FileUnreadable
        };
        Problem::new(code, "The settings could not be kept").detail(format!(
            "{}: {error}. They hold until the console closes.",
            path.display()
        ))
    };
    let json = serde_json::to_vec_pretty(value).map_err(|e| failed(std::io::Error::other(e)))?;
    let beside = path.with_extension("new");
    std::fs::write(&beside, json)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(failed)
}
