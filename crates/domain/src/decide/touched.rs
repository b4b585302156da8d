//! Whether somebody did something about an imported delivery. Read from what was written about it, not from its
//! revision: a row that was taken back and came again goes on counting where it had been, though nobody touched it.

use super::trail::Trails;
use crate::{
    entities::{Event, Exception, Note, NoteKind},
    id::{DeliveryId, UserId},
    name::ActionKind,
    units::Millis,
    world::Need,
};

/// The last thing somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Touch {
    pub at: Millis,
    pub by: UserId,
}

/// What has to be known of a delivery to tell.
pub(super) fn needs(id: DeliveryId) -> [Need; 3] {
    [
        Need::EventsOf(id.0),
        Need::NotesOn(id.0),
        Need::ExceptionsAbout(id.0),
    ]
}

/// Who last did something about a delivery that an import made: changed it, wrote about it, or has something about
/// it still to settle. `None`: it is as the import made it. What an import, its undoing and the zones do of
/// themselves is nobody's doing.
pub(super) fn since_import(trails: &Trails<'_>, id: DeliveryId) -> Option<Touch> {
    let changed = trails
        .all::<Event>(id.0)
        .filter(|event| !of_itself(&event.action))
        .map(|event| Touch {
            at: event.server_at,
            by: event.actor_id,
        });
    let written = trails
        .all::<Note>(id.0)
        .filter(|note| note.kind != NoteKind::Import)
        .map(|note| Touch {
            at: note.written_at,
            by: note.written_by,
        });
    let undo = ActionKind::UndoImport.wire_name();
    let open = trails
        .all::<Exception>(id.0)
        .filter(|exception| exception.resolved_at.is_none() && exception.command_name != undo)
        .map(|exception| Touch {
            at: exception.raised_at,
            by: exception.raised_by,
        });
    changed.chain(written).chain(open).max()
}

fn of_itself(action: &str) -> bool {
    let itself = [
        ActionKind::ImportRows,
        ActionKind::UndoImport,
        ActionKind::Rezone,
    ];
    itself.iter().any(|kind| kind.word() == action)
}
