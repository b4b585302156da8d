//! Cuts: one consistent state of every scope an account may see, read in one REPEATABLE READ snapshot that is
//! closed before the first byte is sent. Reads only.

mod cache;
mod compose;
mod encode;
#[cfg(feature = "seeded")]
mod pieces;
mod read;
mod scopes;
mod spool;

pub use cache::DeltaCache;
pub use encode::row_line;
pub use scopes::{Visible, granted, sees};
pub use spool::Spooled;

use crate::{
    db::{
        ReadPool,
        transaction::{begin_snapshot, commit},
    },
    epoch,
    execute::{Executed, outcomes_after},
    points::{Point, reach},
    seeded::{Bug, broken},
};
use compose::Composer;
use domain::{
    id::{ClientId, UserId},
    schema,
    units::Millis,
};
use read::{Fenced, lines};
use sqlx::PgPool;
use wire::sync::{Backfill, CommandOutcome, Cursor, End, Head, ScopeMode};

/// Why there is no cut.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    /// The account's grants are for programs alone.
    #[error("the account holds no grant for a console")]
    NotGranted,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error("the cut could not be written: {0}")]
    Io(#[from] std::io::Error),
}

/// What a console asks for.
#[derive(Debug)]
pub struct Wanted<'a> {
    pub user: UserId,
    pub client: ClientId,
    /// The console's.
    pub schema: u32,
    pub cursors: &'a [Cursor],
    pub backfill: &'a [Backfill],
    /// A scope of which a console has nothing is taken as a snapshot when it has so many rows; `None`: never.
    pub large: Option<u32>,
    /// The number of the last command in the request, 0 without any.
    pub last_sent: i64,
    pub now: Millis,
}

impl Wanted<'_> {
    /// The schema it is answered in.
    pub fn answer(&self) -> u32 {
        self.schema.clamp(schema::FIRST, schema::own())
    }
}

/// A finished cut.
#[derive(Debug)]
pub struct Cut {
    pub body: Spooled,
    pub lines: End,
    /// Before compression.
    pub bytes: u64,
}

/// Reads the cut that answers `wanted` after `executed`; `None` where the request's commands were not looked at, so
/// that the cut says nothing of them. Written is only that the database turns out to have been restored.
pub async fn cut(
    read: &ReadPool,
    write: &PgPool,
    cache: &DeltaCache,
    wanted: &Wanted<'_>,
    executed: Option<Executed>,
) -> Result<Cut, CutError> {
    cut_of(read, write, cache, wanted, executed, |visible| visible).await
}

/// As [`cut`], over what `choose` makes of the visible scopes. Whatever that is, nothing outside the account's grants
/// is read: the transaction is fenced.
pub async fn cut_of(
    read: &ReadPool,
    write: &PgPool,
    cache: &DeltaCache,
    wanted: &Wanted<'_>,
    executed: Option<Executed>,
    choose: impl Fn(Vec<Visible>) -> Vec<Visible>,
) -> Result<Cut, CutError> {
    let (mut tx, inside, plan) = loop {
        #[cfg(feature = "seeded")]
        let given = pieces::given(write, wanted.user).await?;
        let (mut tx, inside) = match unfenced() {
            true => (begin_snapshot(write).await?, Default::default()),
            false => read.answer(wanted.user).await?.into_parts(),
        };
        reach(Point::CutBegun).await;
        let visible = scopes::visible(&mut tx, wanted.user).await;
        #[cfg(feature = "seeded")]
        let visible = match given {
            Some(hubs) => scopes::given(&mut tx, wanted.user, &hubs).await,
            None => visible,
        };
        let visible = choose(visible?);
        let plan = scopes::plan(&mut tx, visible, wanted).await?;
        if plan.future.is_empty() {
            break (tx, inside, plan.scopes);
        }
        // The database is behind a console: it was restored, and nobody said so. In the new epoch no cursor is ahead.
        tx.rollback().await?;
        epoch::rotate_behind(write, &plan.future).await?;
    };
    reach(Point::CutPlanned).await;
    #[cfg(feature = "seeded")]
    if broken(Bug::CutInPieces) {
        return pieces::cut(read, tx, wanted, executed, plan).await;
    }
    let (last_seq, outcomes) = if broken(Bug::AckOutsideSnapshot) {
        let mut beside = write.acquire().await?;
        acknowledgement(&mut beside, wanted, executed).await?
    } else {
        acknowledgement(&mut tx, wanted, executed).await?
    };
    reach(Point::CutAcknowledged).await;
    let head = Head {
        server_time: wanted.now,
        schema: wanted.answer(),
        last_seq,
        outcomes,
        scopes: plan.iter().map(|p| p.cut.clone()).collect(),
    };
    let mut composer = Composer::start(&head)?;
    // Nothing of a cut with a snapshot in it is applied.
    if !plan.iter().any(|p| p.cut.mode == ScopeMode::Snapshot) {
        let fenced = Fenced {
            cache,
            inside: &inside,
            schema: wanted.answer(),
        };
        lines(&mut tx, &fenced, &plan, &mut composer).await?;
    }
    commit(tx, [Point::CutRead, Point::CutClosed]).await?;
    composer.finish().await
}

/// Whether a broken safeguard is that row-level security is not raised: the cut is read where everything is seen.
fn unfenced() -> bool {
    broken(Bug::GrantsOutsideSnapshot) || broken(Bug::FenceNotRaised) || broken(Bug::NoFenceAtAll)
}

/// The last number this server has for the client, and the outcomes up to it: those of this request, and any
/// that an earlier answer lost on its way, so that no effect is seen without its outcome.
async fn acknowledgement(
    tx: &mut sqlx::PgConnection,
    wanted: &Wanted<'_>,
    executed: Option<Executed>,
) -> Result<(i64, Vec<CommandOutcome>), sqlx::Error> {
    let Some(executed) = executed else {
        return Ok((0, Vec::new()));
    };
    let last_seq: i64 =
        sqlx::query_scalar("SELECT last_seq FROM client WHERE client_id = $1 AND user_id = $2")
            .bind(wanted.client.0)
            .bind(wanted.user.0)
            .fetch_optional(&mut *tx)
            .await?
            .unwrap_or(0);
    let mut outcomes = executed.outcomes;
    if wanted.last_sent > 0 && last_seq > wanted.last_sent {
        outcomes.extend(outcomes_after(tx, wanted.client, wanted.last_sent).await?);
    }
    Ok((last_seq, outcomes))
}
