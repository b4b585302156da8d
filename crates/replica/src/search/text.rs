//! The text the index holds of one delivery, and the short codes in it.

use crate::derived;
use domain::{
    entities::{Delivery, DeliveryState},
    entity::{Synced, Table},
    id::{HubId, MerchantId},
    text::{digits, fold},
    value::Value,
};
use std::sync::OnceLock;
use uuid::Uuid;

/// Columns of the delivery that are indexed, as places in the column list.
struct Places {
    id: usize,
    hub_id: usize,
    merchant_id: usize,
    reference: usize,
    state: usize,
    pickup_phone: usize,
    dropoff: [usize; 5],
    dropoff_phone: usize,
    barcodes: usize,
}

fn places() -> &'static Places {
    static PLACES: OnceLock<Places> = OnceLock::new();
    PLACES.get_or_init(|| {
        let at = |name: &str| {
            Delivery::COLUMNS
                .iter()
                .position(|c| c.name == name)
                .unwrap_or(usize::MAX)
        };
        Places {
            id: at("id"),
            hub_id: at("hub_id"),
            merchant_id: at("merchant_id"),
            reference: at("reference"),
            state: at("state"),
            pickup_phone: at("pickup_phone"),
            dropoff: [
                at("dropoff_name"),
                at("dropoff_address"),
                at("dropoff_district"),
                at("dropoff_postal_code"),
                at("dropoff_short_address"),
            ],
            dropoff_phone: at("dropoff_phone"),
            barcodes: at("barcodes"),
        }
    })
}

/// One delivery as the index holds it.
pub(super) struct Doc {
    pub delivery: Uuid,
    pub hub: HubId,
    pub due_at: Option<i64>,
    /// Words of reference, name and address, and one for the merchant, each behind its code.
    pub words: String,
    /// Every end of its phone numbers that is long enough to be looked for, behind the code.
    pub phones: String,
    /// The code alone, and the reference without gaps.
    pub place: String,
    pub joined: String,
}

/// A phone number is found by so many of its digits, or more.
pub(super) const LEAST_DIGITS: usize = 3;

impl Doc {
    /// `None` where the values are not a delivery's.
    pub fn of(values: &[Value]) -> Option<Self> {
        let at = places();
        let text = |i: usize| match values.get(i) {
            Some(Value::Text(t) | Value::Json(t)) => t.as_str(),
            _ => "",
        };
        let id = |i: usize| match values.get(i) {
            Some(Value::Uuid(id)) => Some(*id),
            _ => None,
        };
        let state: DeliveryState = text(at.state).parse().ok()?;
        let hub = HubId(id(at.hub_id)?);
        let code = code(hub, Kind::of(state.is_open()));
        let reference = fold(&format!("{} {}", text(at.reference), text(at.barcodes)));
        let mut words = String::new();
        let dropoff = at.dropoff.map(|i| fold(text(i)));
        for part in dropoff.iter().chain([&reference]) {
            for word in part.split_whitespace() {
                words.extend([&code, word, " "]);
            }
        }
        if let Some(id) = id(at.merchant_id) {
            words.push_str(&merchant(hub, state.is_open(), MerchantId(id)));
        }
        let mut phones = String::new();
        for number in [text(at.dropoff_phone), text(at.pickup_phone)].map(digits) {
            for end in 0..(number.len() + 1).saturating_sub(LEAST_DIGITS) {
                phones.extend([&code, &number[end..], " "]);
            }
        }
        let derived = derived::values(Table::Delivery, values).ok()?;
        Some(Self {
            delivery: id(at.id)?,
            hub,
            due_at: derived.get(1).copied().flatten(),
            words,
            phones,
            place: code,
            joined: reference.replace(' ', ""),
        })
    }

    pub fn words_hash(&self) -> i64 {
        hash(&self.words)
    }

    pub fn phones_hash(&self) -> i64 {
        hash(&self.phones)
    }
}

fn hash(text: &str) -> i64 {
    let mut head = [0; 8];
    head.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..8]);
    i64::from_le_bytes(head)
}

/// What a code says beside the hub.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Open,
    Done,
    MerchantOfOpen,
    MerchantOfDone,
}

impl Kind {
    pub fn of(open: bool) -> Self {
        if open { Self::Open } else { Self::Done }
    }
}

/// The three characters every word begins with. Hubs may share them; results are compared with the hub again.
pub(super) fn code(hub: HubId, kind: Kind) -> String {
    const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let hash = blake3::hash(hub.0.as_bytes());
    let letter = |i: usize| char::from(LETTERS[usize::from(hash.as_bytes()[i]) % LETTERS.len()]);
    let first = match kind {
        Kind::Open => 'o',
        Kind::Done => 'z',
        Kind::MerchantOfOpen => 'm',
        Kind::MerchantOfDone => 'n',
    };
    [first, letter(0), letter(1)].iter().collect()
}

/// The word that stands for a merchant; names are looked up when asking, so renaming one touches no delivery.
pub(super) fn merchant(hub: HubId, open: bool, id: MerchantId) -> String {
    let kind = match open {
        true => Kind::MerchantOfOpen,
        false => Kind::MerchantOfDone,
    };
    let text = id.0.simple().to_string();
    format!("{}{}", code(hub, kind), &text[..20])
}
