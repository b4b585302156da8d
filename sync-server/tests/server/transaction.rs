//! A caller who goes away while a transaction begins leaves no transaction open behind them.

use crate::harness::Db;
use sqlx::{PgPool, Row, postgres::PgPoolOptions};
use std::{future::Future, pin::pin, task::Poll};
use sync_server::db::transaction::{begin, begin_snapshot};

/// Goes on with `future` for `steps` steps, then drops it.
async fn begun_and_left<T>(future: impl Future<Output = T>, steps: usize) {
    let (mut future, mut taken) = (pin!(future), 0);
    std::future::poll_fn(|context| {
        taken += 1;
        match future.as_mut().poll(context) {
            Poll::Pending if taken < steps => Poll::Pending,
            _ => Poll::Ready(()),
        }
    })
    .await;
}

/// Whether the connection is outside any transaction: within one now() stands still. A single simple query is a
/// transaction of its own.
async fn outside(pool: &PgPool) -> bool {
    sqlx::raw_sql("SELECT now() = statement_timestamp()")
        .fetch_one(pool)
        .await
        .unwrap()
        .get(0)
}

#[tokio::test]
async fn a_caller_who_hangs_up_leaves_no_transaction_behind() {
    let db = Db::bare().await;
    let one = PgPoolOptions::new()
        .max_connections(1)
        .connect(&db.url)
        .await
        .unwrap();
    for steps in 1..=5 {
        begun_and_left(begin_snapshot(&one), steps).await;
        assert!(outside(&one).await, "a snapshot left at step {steps}");
        begun_and_left(begin(&one), steps).await;
        assert!(outside(&one).await, "left at step {steps}");
    }
}
