-- Why: takes the indexes of trails back.

DROP INDEX event_by_entity, note_by_entity, exception_by_entity, collection_by_delivery, courier_by_vehicle,
    shift_ahead_by_vehicle, delivery_finished;
