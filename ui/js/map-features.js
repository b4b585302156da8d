// Rows of the Map screen as GeoJSON. Coordinates come as 10⁻⁷ degrees, longitude first.

const place = (lon, lat) => ({ type: "Point", coordinates: [lon / 1e7, lat / 1e7] });
/** Ids of pictures are divided by bars. */
const plain = (text) => text.replaceAll("|", "/");
const feature = (geometry, properties) => ({ type: "Feature", geometry, properties });

const MAKE = {
  /** `[name, colour, lonLatOfLabel, polygons]` */
  zones: ([name, color, [lon, lat], polygons]) => [
    feature(
      {
        type: "MultiPolygon",
        coordinates: polygons.map((rings) => rings.map((ring) => ring.map(([x, y]) => [x / 1e7, y / 1e7]))),
      },
      { color },
    ),
    feature(place(lon, lat), { label: `zone|${plain(name)}` }),
  ],
  /** `[id, lon, lat, state, late]` */
  points: ([id, lon, lat, state, late]) => [
    feature(place(lon, lat), { id, late, icon: `state|${state}|${late}|0` }),
  ],
  selected: ([id, lon, lat, state, late]) => [
    feature(place(lon, lat), { id, icon: `state|${state}|${late}|1` }),
  ],
  /** `[id, lon, lat, headingDegreesOrNull, shareFaded, name, age, chosen]` */
  couriers: ([id, lon, lat, heading, faded, name, age, chosen]) => [
    feature(place(lon, lat), {
      id,
      heading: heading ?? 0,
      strength: 1 - faded,
      icon: `courier|${heading === null ? 0 : 1}|${chosen}`,
      label: `name|${plain(name)}|${plain(age)}`,
    }),
  ],
  /** `[[lon, lat], …]`: one line */
  path: (line) => [
    feature({ type: "LineString", coordinates: line.map(([lon, lat]) => [lon / 1e7, lat / 1e7]) }, {}),
  ],
};

/** The rows of a kind as a collection. */
export function features(kind, rows) {
  return { type: "FeatureCollection", features: rows.flatMap(MAKE[kind]) };
}
