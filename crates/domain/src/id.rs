//! Typed ids. Owns how ids are made from other values; random ids are passed in by callers, never made here.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares a newtype over [`Uuid`] that reads and writes as a plain UUID.
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id of the row that step `kind` of `command` mints for `item`: both sides mint the same.
            pub fn minted(command: CommandId, item: Uuid, kind: &str) -> Self {
                Self(hashed(kind, &[command.0.as_bytes(), item.as_bytes()]))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Uuid { id.0 }
        }
    )+};
}

ids! {
    /// A person with an account.
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
    /// Names one command for ever; its outcome is kept under it.
    CommandId,
    /// One replica's stream of commands; a cloned replica gets a new one.
    ClientId,
    DeviceId,
    /// The unit of replication: a hub, a user, or the organisation.
    ScopeId,
}

/// The scope every console shares: hubs, merchants, staff, policies.
pub const ORG_SCOPE: ScopeId = ScopeId(Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0001));

impl From<HubId> for ScopeId {
    fn from(id: HubId) -> Self {
        Self(id.0)
    }
}

impl From<UserId> for ScopeId {
    fn from(id: UserId) -> Self {
        Self(id.0)
    }
}

/// A UUIDv8 from a BLAKE3 hash of `kind` and `parts` (each length-prefixed, so that no two lists collide).
pub fn hashed(kind: &str, parts: &[&[u8]]) -> Uuid {
    let mut hasher = blake3::Hasher::new_derive_key("barq dispatch 2026 id v1");
    hasher.update(&(kind.len() as u64).to_le_bytes());
    hasher.update(kind.as_bytes());
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

impl DeliveryId {
    /// The id of the delivery a merchant knows as `reference` in this hub: two consoles importing the same
    /// night file offline meet in the same row, and a reference is unique because its id is.
    pub fn of(hub: HubId, merchant: MerchantId, reference: &str) -> Self {
        Self(hashed(
            "delivery",
            &[
                hub.0.as_bytes(),
                merchant.0.as_bytes(),
                reference.trim().as_bytes(),
            ],
        ))
    }
}

impl MerchantId {
    /// The id of an imported merchant, from its normalised name ([`crate::text::fold`]).
    pub fn named(name: &str) -> Self {
        Self(hashed("merchant", &[crate::text::fold(name).as_bytes()]))
    }
}

impl GrantId {
    /// A user holds at most one grant per hub.
    pub fn of(user: UserId, hub: HubId) -> Self {
        Self(hashed("grant", &[user.0.as_bytes(), hub.0.as_bytes()]))
    }
}
