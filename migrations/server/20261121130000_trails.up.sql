-- Why: a row that leaves a hub takes its events, notes, exceptions and collections along, so they are asked for by
-- what they are about; and what is finished for long is found by hub and age.

CREATE INDEX event_by_entity ON event (entity_id);
CREATE INDEX note_by_entity ON note (entity_id);
CREATE INDEX exception_by_entity ON exception (entity_id);
CREATE INDEX collection_by_delivery ON collection (delivery_id);
CREATE INDEX courier_by_vehicle ON courier (vehicle_id) WHERE vehicle_id IS NOT NULL;
CREATE INDEX shift_ahead_by_vehicle ON shift (vehicle_id) WHERE vehicle_id IS NOT NULL AND state <> 'closed';
CREATE INDEX delivery_finished ON delivery (scope_id, state_since)
    WHERE state IN ('delivered', 'returned', 'cancelled', 'lost');
