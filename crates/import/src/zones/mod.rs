//! Zones from GeoJSON: names, colours and multipolygons in units of 1e-7 degrees, with a verdict per feature.

mod repair;
mod ring;
mod same;

use crate::{FileError, Summary, names};
use domain::{
    command::ZoneSpec,
    id::{HubId, ZoneId},
    polygon::{self, PolygonError},
    text::fold,
    value::Json,
};
use geojson::{Geometry, GeometryValue, PolygonType};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// At most this many bytes of GeoJSON are read: it takes many times its size in memory.
const MAX_BYTES: u64 = 32 << 20;

/// A multipolygon: polygons of rings of `[lon_e7, lat_e7]`; the outer ring first, every ring closed, outer
/// rings anticlockwise and holes clockwise.
pub type Polygons = Vec<Vec<Vec<[i32; 2]>>>;

domain::text_enum! {
    /// Why a feature cannot be a zone.
    ZoneProblemCode {
        /// Its outline crosses or touches itself.
        SelfIntersection = "self_intersection",
        /// It has no geometry, or one without an area.
        EmptyGeometry = "empty_geometry",
        /// It is a point or a line.
        NotAPolygon = "not_a_polygon",
        /// Its geometry does not follow GeoJSON, or its coordinates are not on Earth.
        BadGeometry = "bad_geometry",
        /// A point of it is not in Saudi Arabia.
        OutsideServiceArea = "outside_service_area",
        /// It has more points than a zone can have.
        TooManyPoints = "too_many_points",
    }
}

domain::text_enum! {
    /// What was put right, or is missing, in a zone that was taken.
    ZoneWarningCode {
        /// The last point of a ring was not the first; the ring has been closed.
        RingClosed = "ring_closed",
        /// Latitude came before longitude; they have been exchanged.
        SwappedCoordinates = "swapped_coordinates",
        /// Its outline crossed itself; a person took the repaired one.
        Repaired = "repaired",
        /// It has no name; it is called after its place in the file.
        Unnamed = "unnamed",
        /// Another zone of the file has the same name; they are told apart by a number of the file, or by their
        /// outlines.
        SameName = "same_name",
    }
}

/// What is wrong with a feature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneProblem {
    pub code: ZoneProblemCode,
    /// What was found instead, for a person who knows GeoJSON.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// One feature of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZoneRow {
    /// 1-based place in the file.
    pub number: usize,
    /// At least one of the two names is not empty.
    pub name_ar: String,
    pub name_en: String,
    /// `#rrggbb`; empty when the file says none.
    pub color: String,
    /// What makes it the same zone when the file is imported again: its id in the file, else its names; for one
    /// of several with the same, a number of the file or its outline besides. Never its place in the file.
    pub key: String,
    /// Empty when there is a problem.
    pub polygons: Polygons,
    /// For a self-intersection: the outline put right, if it could be, for a person to accept with
    /// [`ZoneFile::accept_repair`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Polygons>,
    pub warnings: Vec<ZoneWarningCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<ZoneProblem>,
    /// Properties that a zone has no field for, as text, for the preview.
    pub unknown: Vec<(String, String)>,
}

/// A file of zones, read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ZoneFile {
    pub rows: Vec<ZoneRow>,
}

/// Reads a GeoJSON FeatureCollection (or a single Feature or geometry) of polygons.
///
/// # Errors
/// [`FileError`] when it is no GeoJSON or has no feature; a bad feature is a [`ZoneProblem`], not an error.
pub fn read(bytes: &[u8]) -> Result<ZoneFile, FileError> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(FileError::TooLarge {
            bytes: bytes.len() as u64,
            limit: MAX_BYTES,
        });
    }
    let text = crate::source::text(bytes)?;
    if text.trim().is_empty() {
        return Err(FileError::Empty);
    }
    let json: Value = serde_json::from_str(&text).map_err(|error| FileError::NotGeoJson {
        what: error.to_string(),
    })?;
    let features = features(json)?;
    if features.is_empty() {
        return Err(FileError::NoZones);
    }
    let mut rows: Vec<ZoneRow> = (1..)
        .zip(features)
        .map(|(number, feature)| row(number, feature))
        .collect();
    same::tell_apart(&mut rows);
    Ok(ZoneFile { rows })
}

/// Whether a JSON text is meant to be GeoJSON.
pub(crate) fn is_zone_file(text: &str) -> bool {
    let head: String = text.chars().take(4096).collect();
    ["FeatureCollection", "\"Feature\"", "Polygon"]
        .iter()
        .any(|word| head.contains(word))
}

impl ZoneFile {
    /// The zones to import into `hub`. Ids are hashes of the hub and [`ZoneRow::key`]: importing the file again
    /// meets the same zones. Zones without a colour of their own get one of `palette` in turn.
    pub fn specs(&self, hub: HubId, palette: &[&str]) -> Vec<ZoneSpec> {
        let good = self.rows.iter().filter(|row| row.problem.is_none());
        good.enumerate()
            .map(|(at, row)| ZoneSpec {
                id: ZoneId(domain::id::hashed(
                    "zone",
                    &[hub.0.as_bytes(), row.key.as_bytes()],
                )),
                name_ar: row.name_ar.clone(),
                name_en: row.name_en.clone(),
                geometry: Json(row.polygons.clone()),
                color: match (row.color.as_str(), palette) {
                    ("", []) => "#64748b".into(),
                    ("", palette) => palette[at % palette.len()].to_owned(),
                    (own, _) => own.to_owned(),
                },
                priority: 0,
                service_hours: Json(Vec::new()),
            })
            .collect()
    }

    /// Takes the repaired outline of feature `number`. False when it has none.
    pub fn accept_repair(&mut self, number: usize) -> bool {
        let row = self.rows.iter_mut().find(|row| row.number == number);
        let Some((row, proposal)) =
            row.and_then(|row| row.proposal.take().map(|proposal| (row, proposal)))
        else {
            return false;
        };
        row.polygons = proposal;
        row.problem = None;
        row.warnings.push(ZoneWarningCode::Repaired);
        true
    }

    /// Takes every repaired outline there is; says how many.
    pub fn accept_repairs(&mut self) -> usize {
        let numbers: Vec<usize> = self
            .rows
            .iter()
            .filter(|row| row.proposal.is_some())
            .map(|row| row.number)
            .collect();
        numbers
            .into_iter()
            .filter(|number| self.accept_repair(*number))
            .count()
    }

    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            format: "geojson".into(),
            accepted: 0,
            of_which_draft: 0,
            warnings: BTreeMap::new(),
            quarantined: BTreeMap::new(),
            unread_sheets: Vec::new(),
        };
        for row in &self.rows {
            match &row.problem {
                Some(problem) => {
                    *summary
                        .quarantined
                        .entry(problem.code.word().to_owned())
                        .or_default() += 1
                }
                None => {
                    summary.accepted += 1;
                    for warning in &row.warnings {
                        *summary
                            .warnings
                            .entry(warning.word().to_owned())
                            .or_default() += 1;
                    }
                }
            }
        }
        summary
    }
}

/// The features of whatever kind of GeoJSON object this is.
fn features(json: Value) -> Result<Vec<Value>, FileError> {
    let Value::Object(mut object) = json else {
        return Err(FileError::NotGeoJson {
            what: "it is not an object".into(),
        });
    };
    let kind = object
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    match kind.as_str() {
        "FeatureCollection" => match object.remove("features") {
            Some(Value::Array(features)) => Ok(features),
            _ => Err(FileError::NotGeoJson {
                what: "the collection has no list of features".into(),
            }),
        },
        "Feature" => Ok(vec![Value::Object(object)]),
        "Polygon" | "MultiPolygon" | "GeometryCollection" => {
            let mut feature = Map::new();
            feature.insert("geometry".into(), Value::Object(object));
            Ok(vec![Value::Object(feature)])
        }
        "" => Err(FileError::NotGeoJson {
            what: "it has no type".into(),
        }),
        other => Err(FileError::NotGeoJson {
            what: format!("its type is {}", other.chars().take(40).collect::<String>()),
        }),
    }
}

fn row(number: usize, feature: Value) -> ZoneRow {
    let mut feature = match feature {
        Value::Object(feature) => feature,
        _ => Map::new(),
    };
    let mut properties = match feature.remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    let mut take = |names: &[&str]| {
        names
            .iter()
            .filter_map(|name| properties.remove(*name))
            .map(|v| text_of(&v))
            .find(|t| !t.is_empty())
    };
    let mut name_ar = take(&["name_ar", "name:ar", "الاسم"]).unwrap_or_default();
    let mut name_en = take(&["name_en", "name:en"]).unwrap_or_default();
    let name = take(&["name", "Name", "NAME", "title"]).unwrap_or_default();
    let color = take(&["color", "colour", "fill", "stroke"])
        .filter(|c| is_color(c))
        .unwrap_or_default();
    let id = feature
        .get("id")
        .map(text_of)
        .or_else(|| take(&["id", "@id", "osm_id"]))
        .filter(|id| !id.is_empty());
    let mut warnings = Vec::new();
    if !name.is_empty() {
        let (arabic, latin) = names::by_script(&name);
        if name_ar.is_empty() {
            name_ar = arabic;
        }
        if name_en.is_empty() {
            name_en = latin;
        }
    }
    if name_ar.is_empty() && name_en.is_empty() {
        warnings.push(ZoneWarningCode::Unnamed);
        (name_ar, name_en) = (format!("منطقة {number}"), format!("Zone {number}"));
    }
    let key = id.unwrap_or_else(|| format!("{}|{}", fold(&name_ar), fold(&name_en)));
    let mut proposal = None;
    let (polygons, problem) =
        match polygons(feature.remove("geometry"), &mut warnings, &mut proposal) {
            Ok(polygons) => (polygons, None),
            Err(problem) => (Vec::new(), Some(problem)),
        };
    let unknown = properties
        .iter()
        .map(|(name, value)| (name.clone(), text_of(value)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    ZoneRow {
        number,
        name_ar,
        name_en,
        color: color.to_lowercase(),
        key,
        polygons,
        proposal,
        warnings,
        problem,
        unknown,
    }
}

fn polygons(
    geometry: Option<Value>,
    warnings: &mut Vec<ZoneWarningCode>,
    proposal: &mut Option<Polygons>,
) -> Result<Polygons, ZoneProblem> {
    let problem = |code| ZoneProblem {
        code,
        detail: String::new(),
    };
    let json = match geometry {
        None | Some(Value::Null) => return Err(problem(ZoneProblemCode::EmptyGeometry)),
        Some(json) => json,
    };
    let geometry: Geometry = serde_json::from_value(json).map_err(|error| ZoneProblem {
        detail: error.to_string().chars().take(200).collect(),
        ..problem(ZoneProblemCode::BadGeometry)
    })?;
    let mut found = Vec::new();
    // Points and lines beside polygons, such as a region's centre, are left out.
    if let (Some(kind), true) = (collect(geometry, &mut found), found.is_empty()) {
        return Err(ZoneProblem {
            detail: kind.into(),
            ..problem(ZoneProblemCode::NotAPolygon)
        });
    }
    let mut points = Vec::new();
    for polygon in found {
        let rings: Option<Vec<Vec<[i32; 2]>>> = polygon
            .iter()
            .map(|ring| ring.iter().map(|p| ring::point(p.as_slice())).collect())
            .collect();
        points.push(rings.ok_or_else(|| problem(ZoneProblemCode::BadGeometry))?);
    }
    if ring::swap_if_exchanged(&mut points) {
        warnings.push(ZoneWarningCode::SwappedCoordinates);
    }
    let (tidied, opened): (Polygons, Vec<bool>) = points.into_iter().map(ring::tidy).unzip();
    if opened.contains(&true) {
        warnings.push(ZoneWarningCode::RingClosed);
    }
    let found: Polygons = tidied
        .into_iter()
        .filter(|rings| !rings.is_empty())
        .map(ring::wound)
        .collect();
    match polygon::check(&Json(found.clone())) {
        Ok(()) => Ok(found),
        Err(error) => {
            let code = match error {
                PolygonError::CrossesItself => ZoneProblemCode::SelfIntersection,
                PolygonError::OutsideServiceArea => ZoneProblemCode::OutsideServiceArea,
                PolygonError::TooManyPoints => ZoneProblemCode::TooManyPoints,
                PolygonError::Empty | PolygonError::NoArea => ZoneProblemCode::EmptyGeometry,
                PolygonError::TooFewPoints | PolygonError::NotClosed => {
                    ZoneProblemCode::BadGeometry
                }
            };
            if code == ZoneProblemCode::SelfIntersection {
                *proposal = repair::repaired(&found);
            }
            Err(problem(code))
        }
    }
}

/// The polygons of a geometry; says what else is in it.
fn collect(geometry: Geometry, found: &mut Vec<PolygonType>) -> Option<&'static str> {
    match geometry.value {
        GeometryValue::Polygon { coordinates } => found.push(coordinates),
        GeometryValue::MultiPolygon { coordinates } => found.extend(coordinates),
        GeometryValue::GeometryCollection { geometries } => {
            let others = geometries
                .into_iter()
                .map(|geometry| collect(geometry, found));
            return others.fold(None, Option::or);
        }
        GeometryValue::Point { .. } => return Some("Point"),
        GeometryValue::MultiPoint { .. } => return Some("MultiPoint"),
        GeometryValue::LineString { .. } => return Some("LineString"),
        GeometryValue::MultiLineString { .. } => return Some("MultiLineString"),
    }
    None
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}
