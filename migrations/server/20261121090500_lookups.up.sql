-- Why: the questions a decision asks about many rows at once (domain's Need) must not scan a table, and grants
-- are read by user at every exchange.

CREATE INDEX hub_grant_by_user ON hub_grant (user_id);
CREATE INDEX delivery_open_by_courier ON delivery (courier_id)
    WHERE state NOT IN ('delivered', 'returned', 'cancelled', 'lost');
CREATE INDEX delivery_open_by_zone ON delivery (zone_id)
    WHERE state NOT IN ('delivered', 'returned', 'cancelled', 'lost');
CREATE INDEX shift_by_courier ON shift (courier_id, service_date);
CREATE INDEX collection_unsettled_by_courier ON collection (courier_id) WHERE settlement_id IS NULL;
CREATE INDEX exception_contested_by_courier ON exception (courier_id)
    WHERE kind = 'contested' AND resolved_at IS NULL;
CREATE INDEX zone_active_by_hub ON zone (hub_id) WHERE active;
CREATE INDEX attempt_by_delivery ON attempt (delivery_id);
