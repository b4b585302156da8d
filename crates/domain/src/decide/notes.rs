//! Notes, contacts and comments: appended, never edited.

use super::{
    ItemVerdict, Refusal,
    asker::Asker,
    draft::{Draft, Outcome, Writes},
    fleet::not_found,
};
use crate::{
    entities::*,
    entity::Table,
    id::*,
    rejection::{RejectCode, Rejection},
};
use uuid::Uuid;

/// The most characters a note may have.
const LONGEST: usize = 4_000;

/// What is written, on whichever entity.
#[derive(Clone)]
pub(super) struct Remark<'a> {
    pub kind: NoteKind,
    pub body: &'a str,
    pub contact: Option<(ContactWho, ContactOutcome)>,
}

/// Writes the remark on each item.
pub(super) fn add(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    table: Table,
    items: impl IntoIterator<Item = Uuid>,
    remark: &Remark<'_>,
) -> Result<Vec<ItemVerdict>, Refusal> {
    let body = remark.body.trim();
    if body.is_empty() && remark.contact.is_none() {
        return Err(Rejection::new(RejectCode::BadField)
            .with("field", "body")
            .into());
    }
    if body.chars().count() > LONGEST {
        return Err(Rejection::new(RejectCode::TooLarge)
            .with("field", "body")
            .with("max", LONGEST)
            .into());
    }
    Ok(
        draft.each(items.into_iter().map(|id| (id, id)), |draft, id| {
            let known = draft
                .entity(table, id)?
                .is_some_and(|row| row.scope() == hub.into() || row.scope() == ORG_SCOPE);
            if !known {
                return Err(not_found(table, id).into());
            }
            let mut writes = Writes::default();
            writes.put(Note {
                id: NoteId::minted(asker.command, id, "note"),
                hub_id: hub,
                entity_table: table,
                entity_id: id,
                kind: remark.kind,
                body: body.to_owned(),
                contact_who: remark.contact.map(|(who, _)| who),
                contact_outcome: remark.contact.map(|(_, outcome)| outcome),
                written_at: asker.now,
                written_by: asker.user,
                command_id: asker.command,
            });
            Ok(Outcome::Applied((table, id), writes))
        })?,
    )
}
