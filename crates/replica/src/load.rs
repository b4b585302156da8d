//! Answers the questions of a decision from the live tables. Each answer is complete.

use crate::{
    error::Result,
    row::{self, Row},
};
use domain::{entity::Table, world::Need};
use rusqlite::Connection;

/// The rows that answer `need`, with their table.
pub(crate) fn answer(conn: &Connection, need: &Need) -> Result<(Table, Vec<Row>)> {
    let (table, rows) = match need {
        Need::Row(table, id) => (*table, row::get(conn, *table, *id)?.into_iter().collect()),
        Need::OpenDeliveriesOf(courier) => (
            Table::Delivery,
            row::select(
                conn,
                Table::Delivery,
                "courier_id = ? AND open = 1",
                [courier.0],
            )?,
        ),
        Need::OpenDeliveriesIn(zone) => (
            Table::Delivery,
            row::select(conn, Table::Delivery, "zone_id = ? AND open = 1", [zone.0])?,
        ),
        Need::ShiftsOf(courier, date) => (
            Table::Shift,
            row::select(
                conn,
                Table::Shift,
                "courier_id = ? AND service_date = ?",
                (courier.0, date.to_string()),
            )?,
        ),
        Need::UnsettledOf(courier) => (
            Table::Collection,
            row::select(
                conn,
                Table::Collection,
                "courier_id = ? AND settlement_id IS NULL",
                [courier.0],
            )?,
        ),
        Need::ContestedOf(courier) => (
            Table::Exception,
            row::select(
                conn,
                Table::Exception,
                "courier_id = ? AND kind = 'contested' AND resolved_at IS NULL",
                [courier.0],
            )?,
        ),
        Need::ZonesOf(hub) => (
            Table::Zone,
            row::select(conn, Table::Zone, "hub_id = ? AND active = 1", [hub.0])?,
        ),
        Need::ShiftsAheadOf(courier) => (
            Table::Shift,
            row::select(
                conn,
                Table::Shift,
                "courier_id = ? AND state <> 'closed'",
                [courier.0],
            )?,
        ),
        Need::ShiftsAheadWith(vehicle) => (
            Table::Shift,
            row::select(
                conn,
                Table::Shift,
                "vehicle_id = ? AND state <> 'closed'",
                [vehicle.0],
            )?,
        ),
        Need::CouriersWith(vehicle) => (
            Table::Courier,
            row::select(conn, Table::Courier, "vehicle_id = ?", [vehicle.0])?,
        ),
        Need::EventsOf(id) => (
            Table::Event,
            row::select(conn, Table::Event, "entity_id = ?", [id])?,
        ),
        Need::NotesOn(id) => (
            Table::Note,
            row::select(conn, Table::Note, "entity_id = ?", [id])?,
        ),
        Need::ExceptionsAbout(id) => (
            Table::Exception,
            row::select(conn, Table::Exception, "entity_id = ?", [id])?,
        ),
        Need::CollectionsFor(delivery) => (
            Table::Collection,
            row::select(conn, Table::Collection, "delivery_id = ?", [delivery.0])?,
        ),
        Need::AttemptsOf(delivery) => (
            Table::Attempt,
            row::select(conn, Table::Attempt, "delivery_id = ?", [delivery.0])?,
        ),
    };
    Ok((table, rows))
}
