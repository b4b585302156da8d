//! The made-up day.

use crate::{
    fixture::date,
    harness::{Db, PASSWORD, now},
};
use domain::units::Millis;
use sync_server::seed::{Options, run};

#[tokio::test]
async fn a_day_is_made_once_and_part_of_it_is_done() {
    let db = Db::new().await;
    let options = Options {
        hubs: 2,
        zones: 10,
        couriers: 40,
        deliveries: 250,
        date: date(),
        day_starts_at_min: 240,
        seed: 3,
        password: PASSWORD.into(),
    };
    // In the middle of the day, whatever the hour is.
    let midday = date().0.and_hms_opt(11, 0, 0).unwrap().and_utc();
    let at = Millis(midday.timestamp_millis());
    let first = run(&db.pool, &options, at).await.unwrap();
    assert_eq!((first.hubs.len(), first.zones, first.couriers), (2, 10, 40));
    let total: i64 = first.states.values().sum();
    assert_eq!(total, 250);
    assert!(
        first.states.get("ready").copied().unwrap_or(0) > 10,
        "{:?}",
        first.states
    );
    let contested: i64 = sqlx::query_scalar("SELECT count(*) FROM exception")
        .fetch_one(&db.pool)
        .await
        .unwrap();
    assert_eq!(contested, 0, "the story holds together");
    let counts = async || {
        let scopes: Vec<(uuid::Uuid, i64)> =
            sqlx::query_as("SELECT scope_id, v FROM scope ORDER BY 1")
                .fetch_all(&db.pool)
                .await
                .unwrap();
        scopes
    };
    let before = counts().await;
    let again = run(&db.pool, &options, at.plus_secs(600)).await.unwrap();
    assert_eq!(again.commands, 0);
    assert_eq!(again.states, first.states);
    let after = counts().await;
    // Only the day's shifts may have moved with the hour.
    assert_eq!(before.len(), after.len());
    let outside: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM delivery WHERE zone_id IS NULL AND dropoff_lon_e7 IS NOT NULL",
    )
    .fetch_one(&db.pool)
    .await
    .unwrap();
    assert_eq!(outside, 0, "every place lies in a zone");
}
