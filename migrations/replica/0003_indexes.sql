-- What the rules ask (a courier's open work, a day's shifts, unsettled cash) and what the screens page through.

-- All that the deliveries table filters and sorts by, so that a list of a hundred thousand is read from here alone.
CREATE INDEX delivery_list ON delivery (
    hub_id, service_date, due_at, state, open, zone_id, courier_id, merchant_id, import_batch_id,
    cod_halalas, priority, updated_at, reference, dropoff_name, id
);
CREATE INDEX delivery_open ON delivery (hub_id, service_date) WHERE open = 1;
CREATE INDEX delivery_done ON delivery (hub_id, service_date, delivered_at, due_at) WHERE state = 'delivered';
CREATE INDEX delivery_courier ON delivery (courier_id) WHERE open = 1 AND courier_id IS NOT NULL;
CREATE INDEX delivery_zone ON delivery (zone_id) WHERE open = 1 AND zone_id IS NOT NULL;
CREATE INDEX delivery_batch ON delivery (import_batch_id) WHERE import_batch_id IS NOT NULL;
CREATE INDEX shift_courier ON shift (courier_id, service_date);
CREATE INDEX shift_day ON shift (hub_id, service_date);
CREATE INDEX zone_hub ON zone (hub_id);
CREATE INDEX courier_hub ON courier (hub_id);
CREATE INDEX vehicle_hub ON vehicle (hub_id);
CREATE INDEX attempt_delivery ON attempt (delivery_id);
CREATE INDEX collection_held ON collection (courier_id) WHERE settlement_id IS NULL;
CREATE INDEX exception_entity ON exception (entity_id);
CREATE INDEX exception_open ON exception (hub_id, raised_at) WHERE resolved_at IS NULL;
CREATE INDEX exception_contested ON exception (courier_id) WHERE kind = 'contested' AND courier_id IS NOT NULL;
CREATE INDEX note_entity ON note (entity_id);
CREATE INDEX event_entity ON event (entity_id);
