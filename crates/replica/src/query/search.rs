//! Search as you type: in the hub looked at, and which other hubs have what it has not.

use super::{Ctx, names, rows::Rows, small};
use crate::{error::Result, search};
use domain::{
    id::{DeliveryId, HubId},
    text::{digits, fold},
};
use wire::ipc::{DeliveryRow, HubHits, SearchHit};

/// Hits counted in another hub.
const COUNTED: u32 = 20;

/// The likeliest deliveries of the hub, with what was recognised.
pub(super) fn here(ctx: &Ctx<'_>, hub: HubId, text: &str, limit: u32) -> Result<Vec<SearchHit>> {
    let found = found(ctx, hub, text, limit.min(200))?;
    let rows = Rows::of(ctx, hub, ctx.day_or_today(hub, None)?, &found)?;
    let mut hits = Vec::new();
    for id in found {
        if let Some(row) = rows.one(ctx, id)? {
            let field = matched(&row, text).to_owned();
            hits.push(SearchHit { row, field });
        }
    }
    Ok(hits)
}

/// The user's other hubs that have it, by name.
pub(super) fn elsewhere(ctx: &Ctx<'_>, hub: HubId, text: &str) -> Result<Vec<HubHits>> {
    let mut hubs = Vec::new();
    for other in small::hubs(ctx)?.into_iter().filter(|h| h.id != hub) {
        let mut found = found(ctx, other.id, text, COUNTED + 1)?;
        let more = found.len() > COUNTED as usize;
        found.truncate(COUNTED as usize);
        if let Some(first) = found.first() {
            hubs.push(HubHits {
                hub: other.id,
                name: other.name,
                hits: found.len() as u64,
                more,
                first: *first,
            });
        }
    }
    Ok(hubs)
}

/// The deliveries of one hub that fit what was typed, the likeliest first.
fn found(ctx: &Ctx<'_>, hub: HubId, text: &str, limit: u32) -> Result<Vec<DeliveryId>> {
    let names = names::names(ctx)?;
    let Some(question) = search::Question::new(hub, text, |word| names.merchants_like(word)) else {
        return Ok(Vec::new());
    };
    let hits = search::hits(ctx.conn, &question, limit)?;
    Ok(hits.into_iter().map(DeliveryId).collect())
}

/// The field a person will recognise the match by.
fn matched(row: &DeliveryRow, text: &str) -> &'static str {
    let typed = fold(text);
    let number = digits(text);
    let has = |field: &str| {
        let folded = fold(field);
        typed.split(' ').any(|word| folded.contains(word))
    };
    let joined = typed.replace(' ', "");
    if fold(&row.reference).replace(' ', "").contains(&joined) {
        "reference"
    } else if number.len() >= 3
        && row
            .phone
            .as_deref()
            .is_some_and(|phone| digits(phone).contains(number.trim_start_matches('0')))
    {
        "phone"
    } else if has(&row.recipient) {
        "name"
    } else if has(&row.merchant.ar) || has(&row.merchant.en) {
        "merchant"
    } else if has(&row.address) {
        "address"
    } else {
        "reference"
    }
}
