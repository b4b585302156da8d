-- Why: where couriers are. Volatile on consoles, so outside the synced tables; the history stays here.

CREATE TABLE courier_position (
    courier_id uuid PRIMARY KEY,
    hub_id uuid NOT NULL,
    lon_e7 bigint NOT NULL,
    lat_e7 bigint NOT NULL,
    -- By the phone's clock.
    at bigint NOT NULL,
    heading_deg bigint,
    speed_kmh bigint,
    battery_pct bigint
);
CREATE INDEX courier_position_by_hub ON courier_position (hub_id);

CREATE TABLE position_history (
    courier_id uuid NOT NULL,
    at bigint NOT NULL,
    hub_id uuid NOT NULL,
    lon_e7 bigint NOT NULL,
    lat_e7 bigint NOT NULL,
    received_at bigint NOT NULL,
    PRIMARY KEY (courier_id, at)
);
