//! Devices as administrators see them: which there are, when they were last here, and shutting one out or wiping it.

use domain::{
    id::{DeviceId, UserId},
    units::Millis,
};
use sqlx::{PgConnection, PgPool, Row, postgres::PgRow};
use wire::http::{DeviceState, DeviceView};

/// Every device, the latest contact first; one alone where it is named. Under the fence of an account: all of them for
/// an administrator of the organisation, for anybody else their own.
pub async fn list(
    connection: &mut PgConnection,
    device: Option<DeviceId>,
) -> Result<Vec<DeviceView>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT d.device_id, d.user_id, a.username, d.name, d.state, d.created_at, d.last_contact_at,
                d.state_changed_at, d.told_at
         FROM device AS d JOIN account AS a USING (user_id) WHERE $1::uuid IS NULL OR d.device_id = $1
         ORDER BY d.last_contact_at DESC, d.device_id",
    )
    .bind(device.map(|device| device.0))
    .fetch_all(connection)
    .await?;
    rows.iter().map(view).collect()
}

fn view(row: &PgRow) -> Result<DeviceView, sqlx::Error> {
    let state: &str = row.try_get(4)?;
    Ok(DeviceView {
        device: DeviceId(row.try_get(0)?),
        user: UserId(row.try_get(1)?),
        username: row.try_get(2)?,
        name: row.try_get(3)?,
        state: state
            .parse()
            .map_err(|why: String| sqlx::Error::Decode(why.into()))?,
        created_at: Millis(row.try_get(5)?),
        last_contact_at: Millis(row.try_get(6)?),
        state_changed_at: row.try_get::<Option<i64>, _>(7)?.map(Millis),
        told_at: row.try_get::<Option<i64>, _>(8)?.map(Millis),
    })
}

/// Puts the device into `state`; `false` when there is none. It learns of it at its next contact.
pub async fn set_state(
    pool: &PgPool,
    device: DeviceId,
    state: DeviceState,
    now: Millis,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "UPDATE device SET state = $2, state_changed_at = $3, told_at = NULL
         WHERE device_id = $1 AND state <> $2",
    )
    .bind(device.0)
    .bind(state.word())
    .bind(now.0)
    .execute(pool)
    .await?;
    if done.rows_affected() > 0 {
        tracing::warn!(%device, %state, "a device's state was changed");
        return Ok(true);
    }
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM device WHERE device_id = $1)")
        .bind(device.0)
        .fetch_one(pool)
        .await
}

/// Notes that the device has been told that it is shut out.
pub async fn told(pool: &PgPool, device: DeviceId, now: Millis) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE device SET told_at = $2 WHERE device_id = $1 AND told_at IS NULL")
        .bind(device.0)
        .bind(now.0)
        .execute(pool)
        .await?;
    Ok(())
}
