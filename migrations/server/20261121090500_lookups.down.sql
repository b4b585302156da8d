-- Why: takes back the indexes; decisions would scan.

DROP INDEX hub_grant_by_user, delivery_open_by_courier, delivery_open_by_zone, shift_by_courier,
    collection_unsettled_by_courier, exception_contested_by_courier, zone_active_by_hub, attempt_by_delivery;
