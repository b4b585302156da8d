//! Ids this server makes itself (devices, accounts, requests): UUIDv7, so that indexes stay compact.

use uuid::{Builder, Uuid};

/// A new id.
pub fn fresh() -> Uuid {
    let millis = u64::try_from(crate::clock::now().0).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid()
}
