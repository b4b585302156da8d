// Sources, layers and their colours. The plain ground needs no network; a raster basemap goes under everything.

export const EMPTY = { type: "FeatureCollection", features: [] };

/** The layers that each switch of the legend shows. */
export const SHOWN_WITH = {
  zones: ["zone-areas", "zone-lines", "zone-names"],
  deliveries: ["clusters", "points", "selected"],
  couriers: ["path", "couriers", "courier-names"],
};

/** Layers' paint in a theme's colours. */
export function paints(colours) {
  return {
    ground: { "background-color": colours.bg },
    "zone-areas": { "fill-color": ["get", "color"], "fill-opacity": colours.dark ? 0.16 : 0.13 },
    "zone-lines": { "line-color": ["get", "color"], "line-opacity": 0.9, "line-width": 1.5 },
    path: { "line-color": colours.accent, "line-width": 3, "line-dasharray": [0.2, 1.8] },
    couriers: { "icon-opacity": ["get", "strength"] },
    "courier-names": { "icon-opacity": ["get", "strength"] },
  };
}

function symbol(id, source, layout, rest = {}) {
  return { id, type: "symbol", source, layout, ...rest };
}

const ALWAYS = { "icon-allow-overlap": true, "icon-ignore-placement": true };
const AREA = ["!", ["has", "label"]];
const SINGLE = ["!", ["has", "point_count"]];

function layers() {
  const lateTenths = ["to-string", ["ceil", ["/", ["*", ["get", "late"], 10], ["get", "point_count"]]]];
  return [
    { id: "zone-areas", type: "fill", source: "zones", filter: AREA },
    { id: "zone-lines", type: "line", source: "zones", filter: AREA },
    { id: "path", type: "line", source: "path", layout: { "line-cap": "round", "line-join": "round" } },
    symbol("points", "points", { ...ALWAYS, "icon-image": ["get", "icon"], "symbol-sort-key": ["get", "late"] }, { filter: SINGLE }),
    symbol("clusters", "points", {
      ...ALWAYS,
      "icon-image": ["concat", "cluster|", ["to-string", ["get", "point_count"]], "|", lateTenths],
    }, { filter: ["has", "point_count"] }),
    symbol("zone-names", "zones", { "icon-image": ["get", "label"], "icon-padding": 2 }, { filter: ["has", "label"] }),
    symbol("courier-names", "couriers", { "icon-image": ["get", "label"], "icon-anchor": "top", "icon-offset": [0, 14], "icon-padding": 0 }, { minzoom: 11 }),
    symbol("couriers", "couriers", {
      ...ALWAYS,
      "icon-image": ["get", "icon"],
      "icon-rotate": ["get", "heading"],
      "icon-rotation-alignment": "map",
    }),
    symbol("selected", "selected", { ...ALWAYS, "icon-image": ["get", "icon"] }),
  ];
}

function geojson(more = {}) {
  return { type: "geojson", data: EMPTY, ...more };
}

/** Who asks to be named on a map of their tiles. */
function credit(address) {
  return /openstreetmap/i.test(address) ? "© OpenStreetMap contributors" : "";
}

/** The whole style; `basemap` is the address of raster tiles with `{z}`, `{x}` and `{y}`, or empty. */
export function style(colours, basemap) {
  const paint = paints(colours);
  const sources = {
    zones: geojson(),
    path: geojson(),
    points: geojson({
      cluster: true,
      clusterRadius: 34,
      clusterMaxZoom: 12,
      clusterMinPoints: 4,
      clusterProperties: { late: ["+", ["get", "late"]] },
    }),
    selected: geojson(),
    couriers: geojson(),
  };
  const ground = [{ id: "ground", type: "background" }];
  if (basemap) {
    sources.basemap = { type: "raster", tiles: [basemap], tileSize: 256, maxzoom: 19, attribution: credit(basemap) };
    const calm = colours.dark
      ? { "raster-brightness-max": 0.55, "raster-saturation": -0.6 }
      : { "raster-saturation": -0.35, "raster-opacity": 0.85 };
    ground.push({ id: "basemap", type: "raster", source: "basemap", paint: calm });
  }
  const all = [...ground, ...layers()].map((layer) => ({ ...layer, paint: { ...layer.paint, ...paint[layer.id] } }));
  return { version: 8, sources, layers: all };
}
