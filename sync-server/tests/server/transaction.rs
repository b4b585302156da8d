//! A caller who goes away while a transaction begins leaves no transaction open behind them.

use crate::harness::Db;
use sqlx::{PgPool, Row};
use std::{future::Future, pin::pin, task::Poll};
use sync_server::{
    db::{
        self,
        transaction::{begin, begin_snapshot},
    },
    settings,
};

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
    let one = db::pool()
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

/// What it would do can turn for ever: see `db::pool`.
#[tokio::test]
async fn sqlx_does_no_upkeep_of_the_pool() {
    let db = Db::bare().await;
    let settings = settings::Database {
        database_url: db.url.clone(),
        connections: 2,
    };
    let pool = db::connect(&settings).await.unwrap();
    let options = pool.options();
    assert_eq!(options.get_idle_timeout(), None);
    assert_eq!(options.get_max_lifetime(), None);
    assert_eq!(options.get_min_connections(), 0);
}
