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
    pub place: String,
    pub reference: String,
    pub name: String,
    pub address: String,
    pub merchant: String,
    /// The reference without gaps.
    pub joined: String,
    pub phone: String,
}

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
        let [name, address, district, postal, short] = at.dropoff;
        let reference = fold(&format!("{} {}", text(at.reference), text(at.barcodes)));
        let mut phone = digits(text(at.dropoff_phone));
        if let Some(Value::Text(other)) = values.get(at.pickup_phone) {
            phone.push(' ');
            phone.push_str(&digits(other));
        }
        let hub = HubId(id(at.hub_id)?);
        let derived = derived::values(Table::Delivery, values).ok()?;
        Some(Self {
            delivery: id(at.id)?,
            hub,
            due_at: derived.get(1).copied().flatten(),
            place: place(hub, state.is_open()),
            joined: reference.replace(' ', ""),
            reference,
            name: fold(text(name)),
            address: fold(&[text(address), text(district), text(postal), text(short)].join(" ")),
            merchant: id(at.merchant_id).map_or_else(String::new, |m| merchant(MerchantId(m))),
            phone,
        })
    }

    pub fn words_hash(&self) -> i64 {
        hash(&[
            &self.place,
            &self.reference,
            &self.name,
            &self.address,
            &self.merchant,
        ])
    }

    pub fn parts_hash(&self) -> i64 {
        hash(&[&self.place, &self.joined, &self.phone])
    }
}

fn hash(parts: &[&str]) -> i64 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    let mut head = [0; 8];
    head.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    i64::from_le_bytes(head)
}

/// Three characters for hub and openness: exactly one trigram, and one word. Hubs may share a code; results are
/// compared with the hub again.
pub(super) fn place(hub: HubId, open: bool) -> String {
    const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let hash = blake3::hash(hub.0.as_bytes());
    let letter = |i: usize| char::from(LETTERS[usize::from(hash.as_bytes()[i]) % LETTERS.len()]);
    let first = if open { 'o' } else { 'z' };
    [first, letter(0), letter(1)].iter().collect()
}

/// The word that stands for a merchant; names are looked up when asking, so renaming one touches no delivery.
pub(super) fn merchant(id: MerchantId) -> String {
    let text = id.0.simple().to_string();
    format!("m{}", &text[..20])
}
