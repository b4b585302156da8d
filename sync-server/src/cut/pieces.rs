//! Cuts with broken safeguards: made in several snapshots, or of other hubs than the grants in the snapshot name.

use super::{Composer, Cut, CutError, DeltaCache, Wanted, acknowledgement, read, scopes};
use crate::{
    db::ReadPool,
    execute::Executed,
    points::{Point, reach},
    seeded::{Bug, broken},
};
use domain::id::{ScopeId, UserId};
use scopes::Planned;
use sqlx::{PgPool, Postgres, Transaction};
use uuid::Uuid;
use wire::sync::Head;

/// The hubs a cut is made of, when it is not those of the grants in its snapshot.
pub async fn given(pool: &PgPool, user: UserId) -> Result<Option<Vec<ScopeId>>, CutError> {
    if broken(Bug::GrantsOutsideSnapshot) {
        let mut connection = pool.acquire().await?;
        let granted = scopes::granted(&mut connection, user).await?;
        drop(connection);
        reach(Point::CutBegun).await;
        return Ok(Some(granted.into_keys().map(ScopeId::from).collect()));
    }
    if broken(Bug::GrantsNotAsked) || broken(Bug::NoFenceAtAll) {
        let hubs: Vec<Uuid> = sqlx::query_scalar("SELECT scope_id FROM scope WHERE kind = 'hub'")
            .fetch_all(pool)
            .await?;
        return Ok(Some(hubs.into_iter().map(ScopeId).collect()));
    }
    Ok(None)
}

/// Reads each scope of `plan` but the first anew, in a snapshot of its own.
pub async fn cut(
    reading: &ReadPool,
    tx: Transaction<'static, Postgres>,
    wanted: &Wanted<'_>,
    executed: Option<Executed>,
    plan: Vec<Planned>,
) -> Result<Cut, CutError> {
    let mut pieces = Vec::new();
    let mut rest = plan.into_iter();
    pieces.extend(rest.next().map(|first| (tx, first)));
    for planned in rest {
        let (mut tx, _) = reading.answer(wanted.user).await?.into_parts();
        let mut visible = scopes::visible(&mut tx, wanted.user).await?;
        visible.retain(|v| v.scope == planned.cut.scope);
        let plan = scopes::plan(&mut tx, visible, wanted).await?;
        reach(Point::CutPlanned).await;
        let again = plan.scopes.into_iter().next();
        pieces.extend(again.map(|planned| (tx, planned)));
    }
    let (last_seq, outcomes) = match pieces.first_mut() {
        Some((tx, _)) => acknowledgement(tx, wanted, executed).await?,
        None => (0, Vec::new()),
    };
    let head = Head {
        server_time: wanted.now,
        schema: wanted.answer(),
        last_seq,
        outcomes,
        scopes: pieces.iter().map(|(_, p)| p.cut.clone()).collect(),
    };
    let mut composer = Composer::start(&head)?;
    let fenced = read::Fenced {
        cache: &DeltaCache::default(),
        inside: &Default::default(),
        schema: wanted.answer(),
    };
    for (mut tx, planned) in pieces {
        read::lines(&mut tx, &fenced, &[planned], &mut composer).await?;
    }
    composer.finish().await
}
