//! Reads a cut's evictions and rows in the open snapshot: evictions of all scopes first, then rows.

use super::{
    CutError,
    cache::{DeltaCache, Lines},
    compose::{Composer, Part},
    encode::{eviction_line, row_line},
    scopes::Planned,
};
use crate::db::schema::statements;
use domain::{id::ScopeId, schema};
use futures_util::TryStreamExt;
use sqlx::{PgConnection, Row};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use wire::sync::{End, ScopeMode};

/// A delta over at most this many versions is kept for others: a version changes about a thousand rows at most.
const CACHED_VERSIONS: i64 = 8;
/// Rows handed to the writer at once.
const ROWS_AT_ONCE: usize = 512;

/// Deltas that others have read, and the scopes in which they may be used: what is kept knows no fence.
pub struct Fenced<'a> {
    pub cache: &'a DeltaCache,
    pub inside: &'a BTreeSet<ScopeId>,
    /// The schema of the lines.
    pub schema: u32,
}

/// Hands every line of the cut to `composer`.
pub async fn lines(
    tx: &mut PgConnection,
    fenced: &Fenced<'_>,
    plan: &[Planned],
    composer: &mut Composer,
) -> Result<(), CutError> {
    let mut kept: Vec<Option<Lines>> = Vec::with_capacity(plan.len());
    for planned in plan {
        kept.push(small(tx, fenced, planned).await?);
    }
    for (planned, kept) in plan.iter().zip(&kept) {
        let (lines, evictions) = match kept {
            Some(kept) => (kept.evictions.clone(), kept.count.evictions),
            None => {
                let (lines, count) = evictions(tx, planned, fenced.schema).await?;
                (Arc::new(lines), count)
            }
        };
        composer
            .add(Part::Lines {
                lines,
                count: End { evictions, rows: 0 },
            })
            .await;
    }
    for (planned, kept) in plan.iter().zip(kept) {
        match kept {
            Some(kept) => {
                let count = End {
                    evictions: 0,
                    rows: kept.count.rows,
                };
                composer
                    .add(Part::Lines {
                        lines: kept.rows,
                        count,
                    })
                    .await;
            }
            None => rows(tx, planned, composer, fenced.schema).await?,
        }
    }
    Ok(())
}

/// The lines of a delta over few versions; `None` when the scope is not that.
async fn small(
    tx: &mut PgConnection,
    fenced: &Fenced<'_>,
    planned: &Planned,
) -> Result<Option<Lines>, CutError> {
    let cut = &planned.cut;
    if !fenced.inside.contains(&cut.scope) {
        return Ok(None);
    }
    if cut.mode == ScopeMode::Full || cut.to - cut.from > CACHED_VERSIONS {
        return Ok(None);
    }
    // What one console lacks, others do not.
    if !planned.backfill.is_empty() {
        return Ok(None);
    }
    let schema = fenced.schema;
    if cut.to == cut.from {
        return Ok(Some(Lines::default()));
    }
    let cell = fenced.cache.cell(cut, schema);
    let lines = cell
        .get_or_try_init(|| async {
            let (evicted, evictions) = evictions(tx, planned, schema).await?;
            let mut lines = Vec::new();
            let mut rows = 0;
            for table in schema::tables(schema).filter(|t| planned.has(t.name())) {
                let found = sqlx::query(statements(table).since)
                    .bind(cut.scope.0)
                    .bind(cut.from)
                    .bind(cut.to)
                    .fetch_all(&mut *tx)
                    .await?;
                for row in &found {
                    rows += u64::from(row_line(&mut lines, cut.scope, table, row, schema)?);
                }
            }
            Ok::<_, CutError>(Lines {
                evictions: Arc::new(evicted),
                rows: Arc::new(lines),
                count: End { evictions, rows },
            })
        })
        .await?;
    Ok(Some(lines.clone()))
}

async fn evictions(
    tx: &mut PgConnection,
    planned: &Planned,
    schema: u32,
) -> Result<(Vec<u8>, u64), CutError> {
    let mut lines = Vec::new();
    if !planned.has("eviction") {
        return Ok((lines, 0));
    }
    let cut = &planned.cut;
    let (from, tables): (i64, BTreeMap<&str, i64>) = (
        planned.evicted_from(),
        schema::tables(schema)
            .map(|table| (table.name(), planned.evictions_from(table)))
            .collect(),
    );
    let found = sqlx::query(
        "SELECT tbl, pk, v FROM eviction WHERE scope_id = $1 AND v > $2 AND v <= $3 ORDER BY v, tbl, pk",
    )
    .bind(cut.scope.0)
    .bind(from)
    .bind(cut.to)
    .fetch_all(tx)
    .await?;
    let mut count = 0;
    for row in &found {
        let (table, v): (&str, i64) = (row.try_get(0)?, row.try_get(2)?);
        // A reader of an older schema has nothing of a table it does not know.
        if tables.get(table).is_some_and(|from| v > *from) {
            eviction_line(&mut lines, cut.scope, table, row.try_get(1)?, v);
            count += 1;
        }
    }
    Ok((lines, count))
}

async fn rows(
    tx: &mut PgConnection,
    planned: &Planned,
    composer: &mut Composer,
    schema: u32,
) -> Result<(), CutError> {
    let cut = &planned.cut;
    for table in schema::tables(schema).filter(|t| planned.has_rows(*t)) {
        let sql = statements(table);
        let query = match cut.mode {
            ScopeMode::Full => sqlx::query(sql.whole).bind(cut.scope.0),
            ScopeMode::Snapshot => return Ok(()),
            ScopeMode::Delta => sqlx::query(sql.since)
                .bind(cut.scope.0)
                .bind(planned.rows_from(table))
                .bind(cut.to),
        };
        let mut stream = query.fetch(&mut *tx);
        let mut batch = Vec::with_capacity(ROWS_AT_ONCE);
        while let Some(row) = stream.try_next().await? {
            batch.push(row);
            if batch.len() == ROWS_AT_ONCE {
                let rows = std::mem::replace(&mut batch, Vec::with_capacity(ROWS_AT_ONCE));
                composer
                    .add(Part::Rows {
                        scope: cut.scope,
                        table,
                        rows,
                        schema,
                    })
                    .await;
            }
        }
        drop(stream);
        composer
            .add(Part::Rows {
                scope: cut.scope,
                table,
                rows: batch,
                schema,
            })
            .await;
    }
    Ok(())
}
