-- The synced entities, so that screens read plain tables: one table per entity, its columns as the domain declares
-- them, then the scope, the version and revision the server gave the row, and the row's hash (null while the row is
-- only what a waiting command made of it). No unique constraint beyond the primary key and no foreign key: a cut
-- is consistent as a whole, not line by line.

CREATE TABLE hub (
    id BLOB PRIMARY KEY NOT NULL,
    name_ar TEXT NOT NULL,
    name_en TEXT NOT NULL,
    city TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    day_starts_at_min INTEGER NOT NULL,
    lon_e7 INTEGER NOT NULL,
    lat_e7 INTEGER NOT NULL,
    active INTEGER NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE policy (
    id BLOB PRIMARY KEY NOT NULL,
    speed_kmh INTEGER NOT NULL,
    detour_pct INTEGER NOT NULL,
    at_risk_secs INTEGER NOT NULL,
    correction_hours INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    on_time_target_pct INTEGER NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE staff (
    id BLOB PRIMARY KEY NOT NULL,
    name_ar TEXT NOT NULL,
    name_en TEXT NOT NULL,
    admin INTEGER NOT NULL,
    active INTEGER NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE merchant (
    id BLOB PRIMARY KEY NOT NULL,
    name_ar TEXT NOT NULL,
    name_en TEXT NOT NULL,
    phone TEXT,
    lon_e7 INTEGER,
    lat_e7 INTEGER,
    active INTEGER NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE hub_grant (
    id BLOB PRIMARY KEY NOT NULL,
    user_id BLOB NOT NULL,
    hub_id BLOB NOT NULL,
    role TEXT NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE zone (
    id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    name_ar TEXT NOT NULL,
    name_en TEXT NOT NULL,
    geometry TEXT NOT NULL,
    color TEXT NOT NULL,
    priority INTEGER NOT NULL,
    service_hours TEXT NOT NULL,
    active INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by BLOB NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE vehicle (
    id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    plate TEXT NOT NULL,
    kind TEXT NOT NULL,
    capacity_weight_g INTEGER NOT NULL,
    capacity_volume_ml INTEGER NOT NULL,
    capacity_parcels INTEGER NOT NULL,
    odometer_m INTEGER NOT NULL,
    status TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by BLOB NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE courier (
    id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    name_ar TEXT NOT NULL,
    name_en TEXT NOT NULL,
    phone TEXT NOT NULL,
    skills TEXT NOT NULL,
    home_zone_id BLOB,
    vehicle_id BLOB,
    cash_limit_halalas INTEGER NOT NULL,
    status TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by BLOB NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE shift (
    id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    courier_id BLOB NOT NULL,
    vehicle_id BLOB,
    service_date TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    breaks TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at INTEGER,
    closed_at INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by BLOB NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE import_batch (
    id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    file_name TEXT NOT NULL,
    format TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by BLOB NOT NULL,
    undone_at INTEGER,
    undone_by BLOB,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE delivery (
    id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    reference TEXT NOT NULL,
    merchant_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    pickup_name TEXT NOT NULL,
    pickup_phone TEXT,
    pickup_address TEXT NOT NULL,
    pickup_district TEXT NOT NULL,
    pickup_postal_code TEXT NOT NULL,
    pickup_short_address TEXT NOT NULL,
    pickup_lon_e7 INTEGER,
    pickup_lat_e7 INTEGER,
    pickup_geo_quality TEXT NOT NULL,
    dropoff_name TEXT NOT NULL,
    dropoff_phone TEXT,
    dropoff_address TEXT NOT NULL,
    dropoff_district TEXT NOT NULL,
    dropoff_postal_code TEXT NOT NULL,
    dropoff_short_address TEXT NOT NULL,
    dropoff_lon_e7 INTEGER,
    dropoff_lat_e7 INTEGER,
    dropoff_geo_quality TEXT NOT NULL,
    instructions TEXT NOT NULL,
    parcel_count INTEGER NOT NULL,
    weight_g INTEGER NOT NULL,
    volume_ml INTEGER NOT NULL,
    barcodes TEXT NOT NULL,
    service_date TEXT NOT NULL,
    windows TEXT NOT NULL,
    promised_at INTEGER,
    service_secs INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    skills TEXT NOT NULL,
    cod_halalas INTEGER NOT NULL,
    currency TEXT NOT NULL,
    collected TEXT NOT NULL,
    zone_id BLOB,
    courier_id BLOB,
    custody TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL,
    state_before TEXT,
    state_reason TEXT NOT NULL,
    attempt_no INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    proof_required TEXT NOT NULL,
    proof_given TEXT NOT NULL,
    delivered_at INTEGER,
    state_since INTEGER NOT NULL,
    import_batch_id BLOB,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by BLOB NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB,
    -- Derived by whoever writes the row, never synced: whether somebody still has to act, and when it is due (the
    -- promise, else the end of the last window). Not generated columns: an index on those is never covering.
    open INTEGER NOT NULL,
    due_at INTEGER
);

CREATE TABLE attempt (
    id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    delivery_id BLOB NOT NULL,
    number INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    device_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    lon_e7 INTEGER,
    lat_e7 INTEGER,
    courier_id BLOB,
    reported_by TEXT NOT NULL,
    recorded_by BLOB NOT NULL,
    command_id BLOB NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE cash_settlement (
    id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    courier_id BLOB NOT NULL,
    expected_halalas INTEGER NOT NULL,
    counted_halalas INTEGER NOT NULL,
    variance_halalas INTEGER NOT NULL,
    variance_reason TEXT NOT NULL,
    settled_at INTEGER NOT NULL,
    settled_by BLOB NOT NULL,
    command_id BLOB NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE collection (
    id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    delivery_id BLOB NOT NULL,
    courier_id BLOB NOT NULL,
    method TEXT NOT NULL,
    halalas INTEGER NOT NULL,
    collected_at INTEGER NOT NULL,
    settlement_id BLOB,
    command_id BLOB NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE note (
    id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    entity_table TEXT NOT NULL,
    entity_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    contact_who TEXT,
    contact_outcome TEXT,
    written_at INTEGER NOT NULL,
    written_by BLOB NOT NULL,
    command_id BLOB NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE exception (
    id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    entity_table TEXT NOT NULL,
    entity_id BLOB NOT NULL,
    label TEXT NOT NULL,
    command_id BLOB NOT NULL,
    command_name TEXT NOT NULL,
    intended TEXT NOT NULL,
    reason TEXT NOT NULL,
    cash_halalas INTEGER NOT NULL,
    courier_id BLOB,
    raised_by BLOB NOT NULL,
    device_at INTEGER NOT NULL,
    raised_at INTEGER NOT NULL,
    claimed_by BLOB,
    claimed_at INTEGER,
    resolved_by BLOB,
    resolved_at INTEGER,
    resolution TEXT,
    resolution_reason TEXT NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);

CREATE TABLE event (
    id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    entity_table TEXT NOT NULL,
    entity_id BLOB NOT NULL,
    action TEXT NOT NULL,
    actor_id BLOB NOT NULL,
    device_at INTEGER NOT NULL,
    server_at INTEGER NOT NULL,
    from_state TEXT,
    to_state TEXT,
    changed TEXT NOT NULL,
    implied INTEGER NOT NULL,
    override_reason TEXT NOT NULL,
    part INTEGER NOT NULL,
    command_id BLOB NOT NULL,
    scope_id BLOB NOT NULL,
    v INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    row_hash BLOB
);
