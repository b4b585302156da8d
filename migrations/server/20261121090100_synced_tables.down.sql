-- Why: takes back the synced tables; every row in them is lost.

DROP TABLE event,
    exception,
    note,
    collection,
    cash_settlement,
    attempt,
    delivery,
    import_batch,
    shift,
    courier,
    vehicle,
    zone,
    hub_grant,
    merchant,
    staff,
    policy,
    hub;
