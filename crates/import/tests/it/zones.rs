//! Zones from GeoJSON.

use domain::id::HubId;
use import::{FileError, ZoneFile, ZoneProblemCode, ZoneWarningCode};
use serde_json::{Value, json};

fn file(features: Vec<Value>) -> ZoneFile {
    import::zones(
        json!({"type": "FeatureCollection", "features": features})
            .to_string()
            .as_bytes(),
    )
    .unwrap()
}

fn polygon(ring: Value) -> Value {
    json!({"type": "Feature", "properties": {"name": "Zone"}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
}

fn problem(feature: Value) -> Option<ZoneProblemCode> {
    file(vec![feature]).rows[0]
        .problem
        .as_ref()
        .map(|problem| problem.code)
}

const SQUARE: [[i32; 2]; 5] = [
    [466_000_000, 246_000_000],
    [467_000_000, 246_000_000],
    [467_000_000, 247_000_000],
    [466_000_000, 247_000_000],
    [466_000_000, 246_000_000],
];

#[test]
fn names_colours_and_the_rest() {
    let feature = json!({"type": "Feature", "properties": {"id": 7, "name_ar": "الروضة", "name_en": "Al Rawdah", "color": "#10B981", "sector": "شرق"},
        "geometry": {"type": "Polygon", "coordinates": [[[46.6, 24.6], [46.7, 24.6], [46.7, 24.7], [46.6, 24.7], [46.6, 24.6]]]}});
    let named = |name: &str| json!({"type": "Feature", "properties": {"name": name}, "geometry": feature["geometry"]});
    let file = file(vec![
        feature.clone(),
        named("النسيم"),
        named("Naseem"),
        named(""),
    ]);
    let row = &file.rows[0];
    assert_eq!(
        (
            row.name_ar.as_str(),
            row.name_en.as_str(),
            row.color.as_str(),
            row.key.as_str()
        ),
        ("الروضة", "Al Rawdah", "#10b981", "7")
    );
    assert_eq!(row.unknown, [("sector".to_owned(), "شرق".to_owned())]);
    assert_eq!(row.polygons, [vec![SQUARE.to_vec()]]);
    assert_eq!(
        (file.rows[1].name_ar.as_str(), file.rows[1].name_en.as_str()),
        ("النسيم", "")
    );
    assert_eq!(
        (file.rows[2].name_ar.as_str(), file.rows[2].name_en.as_str()),
        ("", "Naseem")
    );
    assert_eq!(
        (file.rows[3].name_en.as_str(), &file.rows[3].warnings),
        ("Zone 4", &vec![ZoneWarningCode::Unnamed])
    );
}

#[test]
fn ids_are_the_same_for_everybody_and_different_within_a_file() {
    let square = || {
        polygon(json!([
            [46.6, 24.6],
            [46.7, 24.6],
            [46.7, 24.7],
            [46.6, 24.6]
        ]))
    };
    let (one, two) = (
        file(vec![square(), square()]),
        file(vec![square(), square()]),
    );
    let hub = HubId(uuid::Uuid::from_u128(1));
    let ids = |file: &ZoneFile| {
        file.specs(hub, &["#111111", "#222222"])
            .iter()
            .map(|z| (z.id, z.color.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&one), ids(&two));
    assert_ne!(ids(&one)[0].0, ids(&one)[1].0);
    assert_eq!(
        (ids(&one)[0].1.as_str(), ids(&one)[1].1.as_str()),
        ("#111111", "#222222")
    );
}

#[test]
fn zones_of_one_name_keep_their_outlines_however_the_file_is_sorted() {
    let zone = |corner: f64, properties: Value| {
        let ring = [
            [corner, 24.6],
            [corner + 0.1, 24.6],
            [corner + 0.1, 24.7],
            [corner, 24.6],
        ];
        json!({"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    };
    let named = |id: u32| json!({"name": "Olaya", "city_id": 3, "district_id": id});
    let unnumbered = || json!({"name": "Olaya", "city_id": 3});
    for (one, other) in [
        (zone(46.6, named(7)), zone(50.1, named(8))),
        (zone(46.6, unnumbered()), zone(50.1, unnumbered())),
    ] {
        let new = zone(46.8, json!({"name": "Irqah"}));
        let first = file(vec![one.clone(), other.clone()]);
        let again = file(vec![other, new, one]);
        let hub = HubId(uuid::Uuid::from_u128(1));
        let outlines = |file: &ZoneFile| {
            let specs = file.specs(hub, &[]).into_iter();
            specs
                .map(|zone| (zone.id, zone.geometry))
                .collect::<Vec<_>>()
        };
        let after = outlines(&again);
        for zone in outlines(&first) {
            assert!(after.contains(&zone), "{zone:?}");
        }
        assert!(
            first
                .rows
                .iter()
                .all(|row| row.warnings == [ZoneWarningCode::SameName])
        );
        assert_eq!(again.rows[1].key, "|irqah", "a name of its own is enough");
    }
}

#[test]
fn points_beside_a_polygon_are_left_out() {
    let ring = [[46.6, 24.6], [46.7, 24.6], [46.7, 24.7], [46.6, 24.6]];
    let of = |geometries: Value| json!({"type": "Feature", "properties": {}, "geometry": {"type": "GeometryCollection", "geometries": geometries}});
    let (centre, outline) = (
        json!({"type": "Point", "coordinates": [46.65, 24.62]}),
        json!({"type": "Polygon", "coordinates": [ring]}),
    );
    assert_eq!(problem(of(json!([outline, centre]))), None);
    assert_eq!(problem(of(json!([centre, outline]))), None);
    assert_eq!(
        problem(of(json!([centre]))),
        Some(ZoneProblemCode::NotAPolygon)
    );
}

#[test]
fn open_rings_are_closed_and_windings_put_right() {
    let clockwise = json!([[46.6, 24.6], [46.6, 24.7], [46.7, 24.7], [46.7, 24.6]]);
    let hole = json!([
        [46.64, 24.64],
        [46.66, 24.64],
        [46.66, 24.66],
        [46.64, 24.64]
    ]);
    let feature = json!({"type": "Feature", "properties": {"name": "A"}, "geometry": {"type": "MultiPolygon", "coordinates": [[clockwise, hole]]}});
    let row = file(vec![feature]).rows.remove(0);
    assert_eq!(
        (&row.problem, &row.warnings),
        (&None, &vec![ZoneWarningCode::RingClosed])
    );
    let outer = &row.polygons[0][0];
    assert_eq!(outer.first(), outer.last());
    assert!(outer.iter().all(|p| SQUARE.contains(p)));
    assert_eq!(outer[1], [467_000_000, 246_000_000], "anticlockwise");
    assert_eq!(
        row.polygons[0][1][1],
        [466_600_000, 246_600_000],
        "clockwise"
    );
}

#[test]
fn exchanged_coordinates_are_put_right() {
    let row = file(vec![polygon(json!([
        [24.6, 46.6],
        [24.6, 46.7],
        [24.7, 46.7],
        [24.7, 46.6],
        [24.6, 46.6]
    ]))])
    .rows
    .remove(0);
    assert_eq!(
        (row.polygons, row.warnings),
        (
            vec![vec![SQUARE.to_vec()]],
            vec![ZoneWarningCode::SwappedCoordinates]
        )
    );
}

#[test]
fn a_polygon_that_crosses_itself_is_a_problem_of_its_row_alone() {
    let bow_tie = polygon(json!([
        [46.6, 24.6],
        [46.7, 24.7],
        [46.7, 24.6],
        [46.6, 24.7],
        [46.6, 24.6]
    ]));
    let mut good = polygon(json!([
        [46.6, 24.6],
        [46.7, 24.6],
        [46.7, 24.7],
        [46.6, 24.6]
    ]));
    good["properties"]["name"] = json!("Good");
    let mut file = file(vec![bow_tie, good]);
    let problem = file.rows[0].problem.clone().unwrap();
    assert_eq!(problem.code, ZoneProblemCode::SelfIntersection);
    assert_eq!(file.specs(HubId(uuid::Uuid::nil()), &[]).len(), 1);
    assert_eq!(
        file.summary().quarantined,
        [("self_intersection".to_owned(), 1)].into()
    );
    // A person may take the outline put right: both wings.
    assert!(file.accept_repair(1) && !file.accept_repair(1) && !file.accept_repair(2));
    assert_eq!(file.rows[0].polygons.len(), 2);
    assert_eq!(file.summary().warnings, [("repaired".to_owned(), 1)].into());
}

#[test]
fn other_ways_of_crossing() {
    let hits = |ring: Value| problem(polygon(ring)) == Some(ZoneProblemCode::SelfIntersection);
    assert!(
        hits(json!([
            [46.0, 24.0],
            [46.4, 24.0],
            [46.4, 24.4],
            [46.2, 24.0],
            [46.0, 24.4],
            [46.0, 24.0]
        ])),
        "touches a side"
    );
    assert!(
        hits(json!([
            [46.0, 24.0],
            [46.4, 24.0],
            [46.2, 24.0],
            [46.2, 24.4],
            [46.0, 24.0]
        ])),
        "goes back"
    );
    let hole_across = json!({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [
        [[46.0, 24.0], [46.4, 24.0], [46.4, 24.4], [46.0, 24.4], [46.0, 24.0]], [[46.2, 24.2], [46.6, 24.2], [46.6, 24.3], [46.2, 24.2]]]}});
    assert_eq!(
        problem(hole_across),
        Some(ZoneProblemCode::SelfIntersection)
    );
    let hole_touching = json!({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [
        [[46.0, 24.0], [46.4, 24.0], [46.4, 24.4], [46.0, 24.4], [46.0, 24.0]], [[46.0, 24.0], [46.2, 24.3], [46.2, 24.1], [46.0, 24.0]]]}});
    assert_eq!(problem(hole_touching), None);
}

#[test]
fn features_that_are_no_zone() {
    let of = |geometry: Value| {
        problem(json!({"type": "Feature", "properties": {}, "geometry": geometry}))
    };
    assert_eq!(of(Value::Null), Some(ZoneProblemCode::EmptyGeometry));
    assert_eq!(
        of(json!({"type": "Polygon", "coordinates": []})),
        Some(ZoneProblemCode::EmptyGeometry)
    );
    assert_eq!(
        of(json!({"type": "Polygon", "coordinates": [[[46, 24], [46.1, 24], [46, 24]]]})),
        Some(ZoneProblemCode::EmptyGeometry)
    );
    assert_eq!(
        of(json!({"type": "Point", "coordinates": [46, 24]})),
        Some(ZoneProblemCode::NotAPolygon)
    );
    assert_eq!(
        of(json!({"type": "Polygon", "coordinates": [[["a", 1]]]})),
        Some(ZoneProblemCode::BadGeometry)
    );
    assert_eq!(
        of(
            json!({"type": "Polygon", "coordinates": [[[460, 24], [461, 24], [461, 25], [460, 24]]]})
        ),
        Some(ZoneProblemCode::BadGeometry)
    );
    assert_eq!(
        of(json!({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]})),
        Some(ZoneProblemCode::OutsideServiceArea)
    );
    let circle: Vec<[f64; 2]> = (0..60_000)
        .map(|n| f64::from(n) / 9_000.0)
        .map(|a| [46.0 + a.cos(), 24.0 + a.sin()])
        .collect();
    assert_eq!(
        of(json!({"type": "Polygon", "coordinates": [circle]})),
        Some(ZoneProblemCode::TooManyPoints)
    );
    assert_eq!(
        problem(json!("not a feature")),
        Some(ZoneProblemCode::EmptyGeometry)
    );
}

#[test]
fn files_that_are_no_zones() {
    let error = |text: &str| import::zones(text.as_bytes()).unwrap_err();
    assert_eq!(error(""), FileError::Empty);
    assert_eq!(
        error(r#"{"type":"FeatureCollection","features":[]}"#),
        FileError::NoZones
    );
    for text in [
        "Order ID,Address\n",
        "[1,2]",
        "{}",
        r#"{"type":"Topology"}"#,
        r#"{"type":"FeatureCollection"}"#,
        &"[".repeat(100_000),
    ] {
        assert!(
            matches!(error(text), FileError::NotGeoJson { .. }),
            "{}",
            &text[..text.len().min(40)]
        );
    }
}
