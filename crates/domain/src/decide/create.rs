//! Making deliveries: created by a person, imported from a file, and the undoing of an import.

use super::{
    ItemVerdict, Refusal,
    asker::Asker,
    deliveries::policy,
    draft::{Draft, Outcome, Writes},
    row::on,
    touched,
    trail::Trails,
};
use crate::{
    command::{ImportPart, NewDelivery, Stop},
    entities::*,
    entity::Table,
    id::*,
    rejection::{RejectCode, Rejection},
    shape,
    value::Json,
    zoning::Zoning,
};

/// Creates deliveries; one whose merchant's reference exists in the hub is refused.
pub(super) fn create(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    deliveries: &[NewDelivery],
) -> Result<Vec<ItemVerdict>, Refusal> {
    let zoning = Zoning::of(draft.world, hub, deliveries.len())?;
    let max_attempts = policy(draft)?.max_attempts;
    let items = deliveries.iter().map(|new| (new.id(hub).0, new));
    Ok(draft.each(items, |draft, new| {
        let id = new.id(hub);
        if let Some(existing) = draft.get::<Delivery>(id)? {
            return Err(on(existing, RejectCode::AlreadyExists).into());
        }
        make(asker, hub, new, &zoning, max_attempts, None, NoteKind::Note)
    })?)
}

/// Imports one part of a file; a delivery that exists is left as it is (already imported). A batch that was taken
/// back is one that is in again as soon as something of it is.
pub(super) fn import_rows(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    import: &ImportPart,
    rows: &[NewDelivery],
) -> Result<Vec<ItemVerdict>, Refusal> {
    let zoning = Zoning::of(draft.world, hub, rows.len())?;
    let max_attempts = policy(draft)?.max_attempts;
    let known = draft.get::<ImportBatch>(import.batch)?.cloned();
    if known.is_none() {
        let mut writes = Writes::default();
        writes.put(ImportBatch {
            id: import.batch,
            hub_id: hub,
            file_name: import.file_name.clone(),
            format: import.format.clone(),
            accepted: import.accepted,
            quarantined: import.quarantined,
            created_at: asker.now,
            created_by: asker.user,
            undone_at: None,
            undone_by: None,
        });
        draft.write(writes);
    }
    let items = rows.iter().map(|new| (new.id(hub).0, new));
    let verdicts = draft.each(items, |draft, new| {
        if draft.get::<Delivery>(new.id(hub))?.is_some() {
            return Ok(Outcome::Unchanged);
        }
        let batch = Some(import.batch);
        make(
            asker,
            hub,
            new,
            &zoning,
            max_attempts,
            batch,
            NoteKind::Import,
        )
    })?;
    let undone = known.filter(|batch| batch.undone_at.is_some());
    if let Some(batch) = undone.filter(|_| verdicts.iter().any(ItemVerdict::is_applied)) {
        let mut writes = Writes::default();
        writes.put(ImportBatch {
            undone_at: None,
            undone_by: None,
            ..batch
        });
        draft.write(writes);
    }
    Ok(verdicts)
}

/// Takes back the untouched deliveries of a batch, with the notes the import wrote on them. Doing it twice does
/// nothing more; a delivery that has gone, or is another batch's, is left alone.
pub(super) fn undo_import(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    batch: ImportBatchId,
    items: &[DeliveryId],
) -> Result<Vec<ItemVerdict>, Refusal> {
    let undone = draft
        .get::<ImportBatch>(batch)?
        .filter(|row| row.hub_id == hub)
        .ok_or_else(|| Rejection::new(RejectCode::NotFound).on(Table::ImportBatch, batch))?
        .clone();
    let trails = Trails::of(draft, items.iter().map(|id| id.0));
    let verdicts = draft.each(items.iter().map(|id| (id.0, *id)), |draft, id| {
        let Some(delivery) = draft
            .get::<Delivery>(id)?
            .filter(|d| d.hub_id == hub && d.import_batch_id == Some(batch))
        else {
            return Ok(Outcome::Unchanged);
        };
        if let Some(touch) = touched::since_import(&trails, id) {
            return Err(on(delivery, RejectCode::BatchTouched)
                .with("by", touch.by.to_string())
                .with("at", touch.at.0)
                .into());
        }
        let mut writes = Writes::default();
        writes.deleted.push((Table::Delivery, id.0));
        let notes = trails
            .all::<Note>(id.0)
            .map(|note| (Table::Note, note.id.0));
        writes.deleted.extend(notes);
        let mut event = asker.step(hub, id, delivery.state, None);
        event.changed = Json(
            [(
                "reference".to_owned(),
                (delivery.reference.as_str().into(), serde_json::Value::Null),
            )]
            .into(),
        );
        writes.events.push(event);
        Ok(Outcome::Applied((Table::Delivery, id.0), writes))
    })?;
    if undone.undone_at.is_none() && verdicts.iter().any(ItemVerdict::is_applied) {
        let mut writes = Writes::default();
        writes.put(ImportBatch {
            undone_at: Some(asker.now),
            undone_by: Some(asker.user),
            ..undone
        });
        draft.write(writes);
    }
    Ok(verdicts)
}

fn make(
    asker: &Asker,
    hub: HubId,
    new: &NewDelivery,
    zoning: &Zoning<'_>,
    max_attempts: i32,
    batch: Option<ImportBatchId>,
    note_kind: NoteKind,
) -> Result<Outcome, Refusal> {
    let mut delivery = unzoned(asker, hub, new);
    delivery.max_attempts = max_attempts;
    delivery.import_batch_id = batch;
    delivery.zone_id = delivery.dropoff_point().and_then(|point| zoning.at(point));
    if shape::complete(&delivery) {
        delivery.state = DeliveryState::Ready;
    }
    let id = delivery.id;
    shape::check(&delivery).map_err(|rejection| {
        rejection
            .on(Table::Delivery, id)
            .with("reference", delivery.reference.as_str())
    })?;
    let mut writes = Writes::default();
    writes
        .events
        .push(asker.step(hub, id, None, delivery.state));
    if !new.note.trim().is_empty() {
        writes.put(Note {
            id: NoteId::minted(asker.command, id.0, "note"),
            hub_id: hub,
            entity_table: Table::Delivery,
            entity_id: id.0,
            kind: note_kind,
            body: new.note.clone(),
            contact_who: None,
            contact_outcome: None,
            written_at: asker.now,
            written_by: asker.user,
            command_id: asker.command,
        });
    }
    writes.put(delivery);
    Ok(Outcome::Applied((Table::Delivery, id.0), writes))
}

fn quality(stop: &Stop) -> GeoQuality {
    match stop.point {
        Some(_) => GeoQuality::Exact,
        None => GeoQuality::Unknown,
    }
}

fn unzoned(asker: &Asker, hub: HubId, new: &NewDelivery) -> Delivery {
    let (pickup, dropoff) = (&new.pickup, &new.dropoff);
    Delivery {
        id: new.id(hub),
        hub_id: hub,
        reference: new.reference.trim().to_owned(),
        merchant_id: new.merchant_id,
        kind: new.kind,
        pickup_name: pickup.name.clone(),
        pickup_phone: pickup.phone.clone(),
        pickup_address: pickup.address.clone(),
        pickup_district: pickup.district.clone(),
        pickup_postal_code: pickup.postal_code.clone(),
        pickup_short_address: pickup.short_address.clone(),
        pickup_lon_e7: pickup.point.map(|p| p.lon_e7),
        pickup_lat_e7: pickup.point.map(|p| p.lat_e7),
        pickup_geo_quality: quality(pickup),
        dropoff_name: dropoff.name.clone(),
        dropoff_phone: dropoff.phone.clone(),
        dropoff_address: dropoff.address.clone(),
        dropoff_district: dropoff.district.clone(),
        dropoff_postal_code: dropoff.postal_code.clone(),
        dropoff_short_address: dropoff.short_address.clone(),
        dropoff_lon_e7: dropoff.point.map(|p| p.lon_e7),
        dropoff_lat_e7: dropoff.point.map(|p| p.lat_e7),
        dropoff_geo_quality: quality(dropoff),
        instructions: new.instructions.clone(),
        parcel_count: new.parcel_count,
        weight_g: new.weight_g,
        volume_ml: new.volume_ml,
        barcodes: new.barcodes.clone().into(),
        service_date: new.service_date,
        windows: new.windows.clone().into(),
        promised_at: new.promised_at,
        service_secs: new.service_secs,
        priority: new.priority,
        skills: new.skills.clone().into(),
        cod_halalas: new.cod_halalas,
        currency: "SAR".into(),
        collected: Vec::new().into(),
        zone_id: None,
        courier_id: None,
        custody: Custody::Merchant,
        sequence: 0,
        state: DeliveryState::Draft,
        state_before: None,
        state_reason: String::new(),
        attempt_no: 0,
        max_attempts: 0,
        proof_required: new.proof_required,
        proof_given: Proof::None,
        delivered_at: None,
        state_since: asker.now,
        import_batch_id: None,
        created_at: asker.now,
        updated_at: asker.now,
        updated_by: asker.user,
    }
}
