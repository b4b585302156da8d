-- Why: the rows every console replicates. Columns follow the entities' declarations in crates/domain, in order
-- (a test compares the two); the last four belong to replication: the scope the row belongs to, the version of
-- that scope in which it last changed, the row's own revision, and its hash in the scope's checksum.
-- No foreign keys: rows reach a replica by scope, and a row may name what another scope owns.

CREATE TABLE hub (
    id uuid NOT NULL PRIMARY KEY,
    name_ar text NOT NULL,
    name_en text NOT NULL,
    city text NOT NULL,
    time_zone text NOT NULL,
    day_starts_at_min bigint NOT NULL,
    lon_e7 bigint NOT NULL,
    lat_e7 bigint NOT NULL,
    active boolean NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX hub_by_version ON hub (scope_id, v);

CREATE TABLE policy (
    id uuid NOT NULL PRIMARY KEY,
    speed_kmh bigint NOT NULL,
    detour_pct bigint NOT NULL,
    at_risk_secs bigint NOT NULL,
    correction_hours bigint NOT NULL,
    max_attempts bigint NOT NULL,
    on_time_target_pct bigint NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX policy_by_version ON policy (scope_id, v);

CREATE TABLE staff (
    id uuid NOT NULL PRIMARY KEY,
    name_ar text NOT NULL,
    name_en text NOT NULL,
    admin boolean NOT NULL,
    active boolean NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX staff_by_version ON staff (scope_id, v);

CREATE TABLE merchant (
    id uuid NOT NULL PRIMARY KEY,
    name_ar text NOT NULL,
    name_en text NOT NULL,
    phone text,
    lon_e7 bigint,
    lat_e7 bigint,
    active boolean NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX merchant_by_version ON merchant (scope_id, v);

CREATE TABLE hub_grant (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL,
    hub_id uuid NOT NULL,
    role text NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX hub_grant_by_version ON hub_grant (scope_id, v);

CREATE TABLE zone (
    id uuid NOT NULL PRIMARY KEY,
    hub_id uuid NOT NULL,
    name_ar text NOT NULL,
    name_en text NOT NULL,
    geometry json NOT NULL,
    color text NOT NULL,
    priority bigint NOT NULL,
    service_hours json NOT NULL,
    active boolean NOT NULL,
    updated_at bigint NOT NULL,
    updated_by uuid NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX zone_by_version ON zone (scope_id, v);

CREATE TABLE vehicle (
    id uuid NOT NULL PRIMARY KEY,
    hub_id uuid NOT NULL,
    plate text NOT NULL,
    kind text NOT NULL,
    capacity_weight_g bigint NOT NULL,
    capacity_volume_ml bigint NOT NULL,
    capacity_parcels bigint NOT NULL,
    odometer_m bigint NOT NULL,
    status text NOT NULL,
    updated_at bigint NOT NULL,
    updated_by uuid NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX vehicle_by_version ON vehicle (scope_id, v);

CREATE TABLE courier (
    id uuid NOT NULL PRIMARY KEY,
    hub_id uuid NOT NULL,
    name_ar text NOT NULL,
    name_en text NOT NULL,
    phone text NOT NULL,
    skills json NOT NULL,
    home_zone_id uuid,
    vehicle_id uuid,
    cash_limit_halalas bigint NOT NULL,
    status text NOT NULL,
    updated_at bigint NOT NULL,
    updated_by uuid NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX courier_by_version ON courier (scope_id, v);

CREATE TABLE shift (
    id uuid NOT NULL PRIMARY KEY,
    hub_id uuid NOT NULL,
    courier_id uuid NOT NULL,
    vehicle_id uuid,
    service_date text NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    breaks json NOT NULL,
    state text NOT NULL,
    opened_at bigint,
    closed_at bigint,
    updated_at bigint NOT NULL,
    updated_by uuid NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX shift_by_version ON shift (scope_id, v);

CREATE TABLE import_batch (
    id uuid NOT NULL PRIMARY KEY,
    hub_id uuid NOT NULL,
    file_name text NOT NULL,
    format text NOT NULL,
    accepted bigint NOT NULL,
    quarantined bigint NOT NULL,
    created_at bigint NOT NULL,
    created_by uuid NOT NULL,
    undone_at bigint,
    undone_by uuid,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX import_batch_by_version ON import_batch (scope_id, v);

CREATE TABLE delivery (
    id uuid NOT NULL PRIMARY KEY,
    hub_id uuid NOT NULL,
    reference text NOT NULL,
    merchant_id uuid NOT NULL,
    kind text NOT NULL,
    pickup_name text NOT NULL,
    pickup_phone text,
    pickup_address text NOT NULL,
    pickup_district text NOT NULL,
    pickup_postal_code text NOT NULL,
    pickup_short_address text NOT NULL,
    pickup_lon_e7 bigint,
    pickup_lat_e7 bigint,
    pickup_geo_quality text NOT NULL,
    dropoff_name text NOT NULL,
    dropoff_phone text,
    dropoff_address text NOT NULL,
    dropoff_district text NOT NULL,
    dropoff_postal_code text NOT NULL,
    dropoff_short_address text NOT NULL,
    dropoff_lon_e7 bigint,
    dropoff_lat_e7 bigint,
    dropoff_geo_quality text NOT NULL,
    instructions text NOT NULL,
    parcel_count bigint NOT NULL,
    weight_g bigint NOT NULL,
    volume_ml bigint NOT NULL,
    barcodes json NOT NULL,
    service_date text NOT NULL,
    windows json NOT NULL,
    promised_at bigint,
    service_secs bigint NOT NULL,
    priority bigint NOT NULL,
    skills json NOT NULL,
    cod_halalas bigint NOT NULL,
    currency text NOT NULL,
    collected json NOT NULL,
    zone_id uuid,
    courier_id uuid,
    custody text NOT NULL,
    sequence bigint NOT NULL,
    state text NOT NULL,
    state_before text,
    state_reason text NOT NULL,
    attempt_no bigint NOT NULL,
    max_attempts bigint NOT NULL,
    proof_required text NOT NULL,
    proof_given text NOT NULL,
    delivered_at bigint,
    state_since bigint NOT NULL,
    import_batch_id uuid,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    updated_by uuid NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX delivery_by_version ON delivery (scope_id, v);

CREATE TABLE attempt (
    id uuid NOT NULL PRIMARY KEY,
    hub_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    number bigint NOT NULL,
    outcome text NOT NULL,
    reason text,
    device_at bigint NOT NULL,
    received_at bigint NOT NULL,
    lon_e7 bigint,
    lat_e7 bigint,
    courier_id uuid,
    reported_by text NOT NULL,
    recorded_by uuid NOT NULL,
    command_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX attempt_by_version ON attempt (scope_id, v);

CREATE TABLE cash_settlement (
    id uuid NOT NULL PRIMARY KEY,
    hub_id uuid NOT NULL,
    courier_id uuid NOT NULL,
    expected_halalas bigint NOT NULL,
    counted_halalas bigint NOT NULL,
    variance_halalas bigint NOT NULL,
    variance_reason text NOT NULL,
    settled_at bigint NOT NULL,
    settled_by uuid NOT NULL,
    command_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX cash_settlement_by_version ON cash_settlement (scope_id, v);

CREATE TABLE collection (
    id uuid NOT NULL PRIMARY KEY,
    hub_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    courier_id uuid NOT NULL,
    method text NOT NULL,
    halalas bigint NOT NULL,
    collected_at bigint NOT NULL,
    settlement_id uuid,
    command_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX collection_by_version ON collection (scope_id, v);

CREATE TABLE note (
    id uuid NOT NULL PRIMARY KEY,
    hub_id uuid NOT NULL,
    entity_table text NOT NULL,
    entity_id uuid NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    contact_who text,
    contact_outcome text,
    written_at bigint NOT NULL,
    written_by uuid NOT NULL,
    command_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX note_by_version ON note (scope_id, v);

CREATE TABLE exception (
    id uuid NOT NULL PRIMARY KEY,
    hub_id uuid NOT NULL,
    kind text NOT NULL,
    entity_table text NOT NULL,
    entity_id uuid NOT NULL,
    label text NOT NULL,
    command_id uuid NOT NULL,
    command_name text NOT NULL,
    intended json NOT NULL,
    reason json NOT NULL,
    cash_halalas bigint NOT NULL,
    courier_id uuid,
    raised_by uuid NOT NULL,
    device_at bigint NOT NULL,
    raised_at bigint NOT NULL,
    claimed_by uuid,
    claimed_at bigint,
    resolved_by uuid,
    resolved_at bigint,
    resolution text,
    resolution_reason text NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX exception_by_version ON exception (scope_id, v);

CREATE TABLE event (
    id uuid NOT NULL PRIMARY KEY,
    hub_id uuid NOT NULL,
    entity_table text NOT NULL,
    entity_id uuid NOT NULL,
    action text NOT NULL,
    actor_id uuid NOT NULL,
    device_at bigint NOT NULL,
    server_at bigint NOT NULL,
    from_state text,
    to_state text,
    changed json NOT NULL,
    implied boolean NOT NULL,
    override_reason text NOT NULL,
    part bigint NOT NULL,
    command_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    v bigint NOT NULL,
    rev bigint NOT NULL,
    row_hash bytea NOT NULL CHECK (octet_length(row_hash) = 16)
);
CREATE INDEX event_by_version ON event (scope_id, v);
