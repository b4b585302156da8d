-- One index answers what two did: the day's delivered ones are read from the list, which has all else of them already.
DROP INDEX delivery_list;
DROP INDEX delivery_done;
CREATE INDEX delivery_list ON delivery (
    hub_id, service_date, due_at, state, open, zone_id, courier_id, merchant_id, import_batch_id,
    cod_halalas, priority, updated_at, reference, dropoff_name, delivered_at, id
);
