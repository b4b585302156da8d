//! What goes to the server: numbering commands at their first sending, and starting again as a fresh client.

use crate::{
    error::{ReplicaError, Result},
    identity, outbox, overlay,
    points::Point,
    seeded::{Bug, broken},
    store::{Durability, Replica, Tx},
};
use domain::id::{ClientId, ScopeId};
use rusqlite::Connection;
use std::collections::BTreeSet;
use wire::sync::Envelope;

/// Which settled commands a fresh client sends again besides those that wait.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Requeue {
    /// None: the server has their effects.
    #[default]
    Waiting,
    /// Those whose effects came with a version beyond what the server was restored to, per scope. A scope that is
    /// not listed was not restored.
    Beyond(Vec<(ScopeId, i64)>),
}

/// Bytes an envelope has besides its payload, at most.
const ENVELOPE_BYTES: usize = 160;

impl Replica {
    /// The next commands to send, in order: those already sent that have no outcome, then those never sent, which
    /// get their sequence number here, durably. At least one where any waits, even when it exceeds `max_bytes`.
    pub fn next_commands(&self, max_count: usize, max_bytes: usize) -> Result<Vec<Envelope>> {
        let due = self.inner.read(outbox::any_waiting)?;
        if !due || max_count == 0 {
            return Ok(Vec::new());
        }
        let (envelopes, fresh) = self.inner.read(|conn| next(conn, max_count, max_bytes))?;
        if !fresh {
            return Ok(envelopes);
        }
        self.inner.write(
            Durability::Full,
            [Point::NumbersWritten, Point::NumbersCommitted],
            |tx| {
                let mut seq = last_seq(tx.conn)?;
                if broken(Bug::SeqReassigned) {
                    let waiting = outbox::select(tx.conn, "settled IS NULL", [])?;
                    seq = waiting.iter().filter_map(|e| e.seq).max().unwrap_or(0);
                }
                let (envelopes, _) = next(tx.conn, max_count, max_bytes)?;
                let mut number = tx.conn.prepare_cached(
                    "UPDATE outbox SET seq = ? WHERE command_id = ? AND settled IS NULL",
                )?;
                for envelope in envelopes.iter().filter(|e| e.seq == 0) {
                    seq += 1;
                    number.execute((seq, envelope.command_id.0))?;
                }
                tx.step("send.numbered")?;
                crate::meta::set(tx.conn, LAST_SEQ, &seq.to_le_bytes())?;
                tx.local = true;
                Ok(next(tx.conn, max_count, max_bytes)?.0)
            },
        )
    }

    /// Goes on as `client`: every waiting command loses its number and is sent again in order, with the settled
    /// ones that `requeue` names before them. Effects that the base has are laid over it again when it is replaced.
    pub fn new_client(&self, client: ClientId, requeue: &Requeue) -> Result<()> {
        self.inner.write(
            Durability::Full,
            [Point::FreshClientWritten, Point::FreshClientCommitted],
            |tx| {
                let mut identity = identity::read(tx.conn)?.ok_or(ReplicaError::NotSignedIn)?;
                if identity.client == client {
                    return Ok(());
                }
                identity.client = client;
                identity::write(tx.conn, &identity)?;
                number_again(tx, requeue)
            },
        )
    }
}

/// Takes the numbers from all waiting commands, lets the settled ones that `requeue` names wait again, and lays
/// over the base what it does not have.
pub(crate) fn number_again(tx: &mut Tx<'_>, requeue: &Requeue) -> Result<()> {
    crate::meta::set(tx.conn, LAST_SEQ, &0_i64.to_le_bytes())?;
    if let Requeue::Beyond(restored) = requeue
        && !broken(Bug::NewClientDoesNotResend)
    {
        for (scope, v) in restored {
            tx.conn.execute(
                "UPDATE outbox SET acknowledged = (settled = 'applied'), settled = NULL, settled_at = NULL,
                                   settled_v = NULL, outcome = NULL
                 WHERE scope_id = ? AND settled IS NOT NULL AND settled_v > ? AND command IS NOT NULL",
                (scope.0, v),
            )?;
        }
    }
    if !broken(Bug::NewClientKeepsNumbers) {
        // What the base has already stays acknowledged: its effects are not laid over themselves.
        tx.conn
            .execute("UPDATE outbox SET seq = NULL WHERE settled IS NULL", [])?;
    }
    // A payload that was withdrawn has nothing to send under a new number.
    tx.conn.execute(
        "UPDATE outbox SET settled = 'rejected', settled_at = now WHERE settled IS NULL AND command IS NULL",
        [],
    )?;
    let waiting: BTreeSet<i64> = outbox::select(tx.conn, "settled IS NULL", [])?
        .iter()
        .map(|e| e.position)
        .collect();
    overlay::replay(tx, waiting)?;
    tx.local = true;
    Ok(())
}

const LAST_SEQ: &str = "last_seq";

/// The last number given to a command of this client.
fn last_seq(conn: &Connection) -> Result<i64> {
    let bytes = crate::meta::get(conn, LAST_SEQ)?.unwrap_or_default();
    Ok(bytes.try_into().map_or(0, i64::from_le_bytes))
}

/// The next envelopes, seq 0 where none was given yet; and whether there is such a one.
fn next(conn: &Connection, max_count: usize, max_bytes: usize) -> Result<(Vec<Envelope>, bool)> {
    let limit = i64::try_from(max_count).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached(
        "SELECT seq, command_id, issued_at, command, name FROM outbox WHERE settled IS NULL
         ORDER BY position LIMIT ?",
    )?;
    let mut rows = statement.query([limit])?;
    let (mut envelopes, mut bytes, mut fresh) = (Vec::new(), 0, false);
    while let Some(row) = rows.next()? {
        let seq: Option<i64> = row.get(0)?;
        let payload: Option<String> = row.get(3)?;
        // What remains of a withdrawn command keeps the numbers dense; the server refuses it.
        let name: String = row.get(4)?;
        let payload = payload.unwrap_or_else(|| serde_json::json!({ "name": name }).to_string());
        bytes += payload.len() + ENVELOPE_BYTES;
        if bytes > max_bytes && !envelopes.is_empty() {
            break;
        }
        fresh |= seq.is_none();
        envelopes.push(Envelope {
            seq: seq.unwrap_or(0),
            command_id: domain::id::CommandId(row.get(1)?),
            issued_at: domain::units::Millis(row.get(2)?),
            command: serde_json::from_str(&payload)?,
        });
    }
    Ok((envelopes, fresh))
}
