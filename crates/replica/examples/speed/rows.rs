//! A hub of any size, and the cuts that bring it to a replica.

use super::*;

pub fn id(kind: u128, n: u128) -> Uuid {
    Uuid::from_u128((kind << 96) | (n * 0x9E37_79B9_7F4A_7C15 % (1 << 64)) << 16 | n)
}

pub fn hub() -> HubId {
    HubId(id(1, 1))
}

pub fn user() -> UserId {
    UserId(id(2, 1))
}

pub fn today() -> ServiceDate {
    ServiceDate::of(NOW, "Asia/Riyadh", 240)
}

const FIRST: [&str; 8] = [
    "نورة",
    "أحمد",
    "Fahad",
    "سارة",
    "Layla",
    "عبدالله",
    "Khalid",
    "ريم",
];
const LAST: [&str; 7] = [
    "القحطاني",
    "الدوسري",
    "Al-Harbi",
    "العتيبي",
    "Al-Shehri",
    "الزهراني",
    "Al-Mutairi",
];

pub fn delivery(n: u128, open: bool) -> Delivery {
    let age = if open { 0 } else { (n % 30) as i64 };
    let at = NOW.plus_secs((n % 36_000) as i64 - 18_000 - age * 86_400);
    let state = match (open, n % 10) {
        (true, 0..=3) => DeliveryState::Ready,
        (true, 4..=6) => DeliveryState::Assigned,
        (true, _) => DeliveryState::Dispatched,
        (false, 0) => DeliveryState::Cancelled,
        (false, _) => DeliveryState::Delivered,
    };
    let courier = (state != DeliveryState::Ready).then(|| CourierId(id(4, n % COURIERS)));
    Delivery {
        id: DeliveryId(id(7, n)),
        hub_id: hub(),
        reference: format!("BRQ-{:06}", n),
        merchant_id: MerchantId(id(5, n % MERCHANTS)),
        kind: DeliveryKind::Dropoff,
        pickup_name: String::new(),
        pickup_phone: None,
        pickup_address: String::new(),
        pickup_district: String::new(),
        pickup_postal_code: String::new(),
        pickup_short_address: String::new(),
        pickup_lon_e7: None,
        pickup_lat_e7: None,
        pickup_geo_quality: GeoQuality::Unknown,
        dropoff_name: format!("{} {}", FIRST[(n % 8) as usize], LAST[(n % 7) as usize]),
        dropoff_phone: Some(format!("+9665{:08}", n * 7919 % 100_000_000)),
        dropoff_address: format!("{} King Fahd Road", n % 900),
        dropoff_district: format!("حي {}", n % 60),
        dropoff_postal_code: format!("{}", 11000 + n % 900),
        dropoff_short_address: format!("RRRD{:04}", n % 10_000),
        dropoff_lon_e7: Some(466_000_000 + (n * 7717 % 2_000_000) as i32),
        dropoff_lat_e7: Some(246_000_000 + (n * 3571 % 2_000_000) as i32),
        dropoff_geo_quality: GeoQuality::Exact,
        instructions: String::new(),
        parcel_count: 1,
        weight_g: 900,
        volume_ml: 0,
        barcodes: Json(vec![]),
        service_date: today().plus_days(-age),
        windows: Json(vec![Window {
            from: at,
            to: at.plus_secs(7200),
        }]),
        promised_at: n.is_multiple_of(2).then(|| at.plus_secs(7200)),
        service_secs: 120,
        priority: 50,
        skills: Json(vec![]),
        cod_halalas: (n % 5 * 2500) as i64,
        currency: "SAR".into(),
        collected: Json(vec![]),
        zone_id: Some(ZoneId(id(3, n % ZONES))),
        courier_id: courier,
        custody: Custody::Merchant,
        sequence: (n % 20) as i32,
        state,
        state_before: None,
        state_reason: String::new(),
        attempt_no: 0,
        max_attempts: 3,
        proof_required: Proof::None,
        proof_given: Proof::None,
        delivered_at: (state == DeliveryState::Delivered).then(|| at.plus_secs((n % 9000) as i64)),
        state_since: at,
        import_batch_id: None,
        created_at: at,
        updated_at: at,
        updated_by: user(),
    }
}

pub fn event(n: u128, nth: u128) -> Event {
    Event {
        id: EventId(id(8, n * 4 + nth)),
        hub_id: hub(),
        entity_table: Table::Delivery,
        entity_id: id(7, n),
        action: "assign".into(),
        actor_id: user(),
        device_at: NOW,
        server_at: NOW,
        from_state: Some(DeliveryState::Ready),
        to_state: Some(DeliveryState::Assigned),
        changed: Json(Default::default()),
        implied: false,
        override_reason: String::new(),
        part: nth as i32,
        command_id: CommandId(id(9, n * 4 + nth)),
    }
}

pub fn organisation() -> Vec<Entity> {
    let mut rows: Vec<Entity> = vec![
        Policy::standard().into(),
        Hub {
            id: hub(),
            name_ar: "الرياض".into(),
            name_en: "Riyadh".into(),
            city: "Riyadh".into(),
            time_zone: "Asia/Riyadh".into(),
            day_starts_at_min: 240,
            lon_e7: 467_000_000,
            lat_e7: 247_000_000,
            active: true,
        }
        .into(),
        Grant {
            id: GrantId::of(user(), hub()),
            user_id: user(),
            hub_id: hub(),
            role: Role::Dispatcher,
        }
        .into(),
    ];
    for n in 0..MERCHANTS {
        rows.push(
            Merchant {
                id: MerchantId(id(5, n)),
                name_ar: format!("متجر {n}"),
                name_en: format!("Shop {n}"),
                phone: None,
                lon_e7: None,
                lat_e7: None,
                active: true,
            }
            .into(),
        );
    }
    for n in 0..COURIERS {
        rows.push(
            Courier {
                id: CourierId(id(4, n)),
                hub_id: hub(),
                name_ar: format!("سائق {n}"),
                name_en: format!("Courier {n}"),
                phone: "+966500000000".into(),
                skills: Json(vec![]),
                home_zone_id: None,
                vehicle_id: None,
                cash_limit_halalas: i64::MAX,
                status: CourierStatus::Active,
                updated_at: NOW,
                updated_by: user(),
            }
            .into(),
        );
    }
    for n in 0..ZONES {
        let west = 466_000_000 + (n % 8) as i32 * 250_000;
        let south = 246_000_000 + (n / 8) as i32 * 400_000;
        let ring = vec![
            [west, south],
            [west + 250_000, south],
            [west + 250_000, south + 400_000],
            [west, south + 400_000],
            [west, south],
        ];
        rows.push(
            Zone {
                id: ZoneId(id(3, n)),
                hub_id: hub(),
                name_ar: format!("منطقة {n}"),
                name_en: format!("Zone {n}"),
                geometry: Json(vec![vec![ring]]),
                color: "#336699".into(),
                priority: 0,
                service_hours: Json(vec![]),
                active: true,
                updated_at: NOW,
                updated_by: user(),
            }
            .into(),
        );
    }
    rows
}

/// The whole first cut as the server would send it, and its number of rows.
pub fn cut(deliveries: u128) -> Result<(Vec<u8>, u64), Failure> {
    let open = deliveries.min(5_000);
    let rows = organisation()
        .into_iter()
        .chain((0..deliveries).map(|n| delivery(n, n < open).into()))
        .chain((0..open).flat_map(|n| (0..4).map(move |nth| event(n, nth).into())));
    let mut head = Head {
        server_time: NOW,
        schema: wire::SCHEMA,
        last_seq: 0,
        outcomes: vec![],
        scopes: vec![],
    };
    lines(&mut head, rows)
}

/// A cut of `head`, to which it adds the rows' scopes whole, and its number of rows.
pub fn lines(
    head: &mut Head,
    rows: impl IntoIterator<Item = Entity>,
) -> Result<(Vec<u8>, u64), Failure> {
    let (mut lines, mut end) = (Vec::new(), End::default());
    let mut sums = std::collections::BTreeMap::new();
    for row in rows {
        let (scope, values) = (row.scope(), row.values());
        let sum = sums.entry(scope).or_insert(0_u128);
        *sum = sum.wrapping_add(row_hash(scope, row.table(), 1, &values));
        Line::Row {
            scope,
            table: row.table(),
            v: 1,
            rev: 1,
            values,
        }
        .write(&mut lines, wire::SCHEMA);
        end.rows += 1;
    }
    head.scopes
        .extend(sums.into_iter().map(|(scope, sum)| ScopeCut {
            scope,
            epoch: id(6, 1),
            mode: ScopeMode::Full,
            from: 0,
            to: 1,
            sum: Some(hex_sum(sum)),
            backfilled: Vec::new(),
            whole: Vec::new(),
        }));
    let mut body = serde_json::to_vec(&head)?;
    body.push(b'\n');
    body.append(&mut lines);
    body.extend(serde_json::to_vec(&end)?);
    body.push(b'\n');
    Ok((body, end.rows))
}
