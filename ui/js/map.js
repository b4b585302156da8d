// The map on its canvas: MapLibre behind the few calls that the Map screen makes.
//
// Owns the library, the camera, layers and pointer. Knows no rule and no word: what is drawn comes in as
// plain arrays, what a person did goes out as messages (`tell`). Loaded when a map is first shown.
import { Map as MapLibre, setWorkerUrl } from "/vendor/maplibre-gl.mjs";
import { Painter, fontsReady } from "/js/map-paint.js";
import { EMPTY, SHOWN_WITH, paints, style } from "/js/map-style.js";
import { Lasso } from "/js/map-lasso.js";
import { features } from "/js/map-features.js";

setWorkerUrl("/vendor/maplibre-gl-worker.mjs");

/** What answers the pointer, uppermost first. */
const HIT = ["selected", "couriers", "points", "clusters"];
/** Pixels around the pointer that still count as a hit. */
const REACH = 5;

/**
 * Opens a map in `host`. `given` is JSON: `{label, basemap, bounds, states}`; `tell` hears JSON messages.
 * Rejects with the word `webgl` where there is no WebGL 2.
 */
export async function open(host, given, tell) {
  const options = JSON.parse(given);
  await fontsReady();
  if (!document.createElement("canvas").getContext("webgl2")) {
    throw "webgl";
  }
  return new Surface(host, options, (message) => tell(JSON.stringify(message)));
}

class Surface {
  constructor(host, options, tell) {
    this.host = host;
    this.tell = tell;
    this.data = {};
    this.hidden = new Set();
    this.hovered = "";
    this.painter = new Painter(host, options.states, options.arabic_digits);
    this.map = new MapLibre({
      container: host,
      style: style(this.painter.colours, options.basemap),
      bounds: options.bounds,
      fitBoundsOptions: { padding: 40, maxZoom: 15 },
      attributionControl: { compact: true, customAttribution: [] },
      locale: { "Map.Title": options.label },
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      renderWorldCopies: false,
      fadeDuration: 0,
      maxZoom: 19,
      minZoom: 3,
    });
    this.map.keyboard.disableRotation();
    this.map.touchZoomRotate.disableRotation();
    this.map.setMissingStyleImageResolver((id) => this.supply(id));
    this.lasso = new Lasso(host, this.map, tell);
    this.map.on("style.load", () => this.fill());
    this.map.once("idle", () => host.setAttribute("data-ready", "true"));
    this.map.on("error", (event) => {
      if (event.sourceId === "basemap") {
        tell({ event: "basemap_failed" });
      }
    });
    this.map.on("click", (event) => this.click(event));
    this.map.on("mousemove", (event) => this.hover(event));
    this.map.on("mouseout", () => this.leave());
    this.map.on("movestart", () => this.leave());
    this.watchTheme();
  }

  watchTheme() {
    const repaint = () => this.repaint();
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.scheme.addEventListener("change", repaint);
    this.root = new MutationObserver(repaint);
    this.root.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.unwatch = () => {
      this.scheme.removeEventListener("change", repaint);
      this.root.disconnect();
    };
  }

  /** Draws everything anew in the theme's colours. */
  repaint() {
    this.painter.readColours();
    for (const [layer, values] of Object.entries(paints(this.painter.colours))) {
      for (const [name, value] of Object.entries(values)) {
        if (this.map.getLayer(layer)) {
          this.map.setPaintProperty(layer, name, value);
        }
      }
    }
    for (const id of this.painter.drawn) {
      if (this.map.hasImage(id)) {
        this.map.updateImage(id, this.painter.draw(id).data);
      }
    }
  }

  supply(id) {
    const image = this.painter.draw(id);
    if (image && !this.map.hasImage(id)) {
      this.map.addImage(id, image.data, { pixelRatio: image.ratio });
    }
  }

  /** Replaces one kind of thing: `zones`, `points`, `selected`, `couriers` or `path`; rows as JSON. */
  set(kind, json) {
    this.data[kind] = features(kind, JSON.parse(json));
    this.map.getSource(kind)?.setData(this.data[kind]);
    if (kind === "couriers") {
      this.forgetLabels();
    }
  }

  fill() {
    for (const [kind, data] of Object.entries(this.data)) {
      this.map.getSource(kind)?.setData(data);
    }
    this.applyShown();
  }

  /** Ages of positions change all day: labels nobody shows any more make room. */
  forgetLabels() {
    if (this.painter.drawn.size < 3000) {
      return;
    }
    const used = new Set(this.data.couriers.features.map((one) => one.properties.label));
    for (const id of this.painter.drawn) {
      if (id.startsWith("name|") && !used.has(id)) {
        this.painter.drawn.delete(id);
        if (this.map.hasImage(id)) {
          this.map.removeImage(id);
        }
      }
    }
  }

  /** Shows or hides `zones`, `deliveries` or `couriers`. */
  show(what, on) {
    if (on) {
      this.hidden.delete(what);
    } else {
      this.hidden.add(what);
    }
    this.applyShown();
  }

  applyShown() {
    for (const [what, layers] of Object.entries(SHOWN_WITH)) {
      const visibility = this.hidden.has(what) ? "none" : "visible";
      for (const layer of layers) {
        if (this.map.getLayer(layer)) {
          this.map.setLayoutProperty(layer, "visibility", visibility);
        }
      }
    }
  }

  /** Shows all of `[[west, south], [east, north]]`, as JSON. */
  fit(json) {
    this.map.fitBounds(JSON.parse(json), { padding: 40, maxZoom: 15, duration: this.pace() });
  }

  /** Brings a place into sight, near enough to tell it from its neighbours. */
  reveal(lon, lat) {
    this.map.easeTo({ center: [lon, lat], zoom: Math.max(this.map.getZoom(), 14), duration: this.pace() });
  }

  zoom(by) {
    this.map.easeTo({ zoom: this.map.getZoom() + by, duration: this.pace() });
  }

  pace() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 250;
  }

  /** Begins or ends drawing around things. */
  draw(on) {
    this.lasso.set(on);
  }

  /** The map's name for screen readers, and the digits it counts in. */
  speak(words, arabicDigits) {
    this.map.getCanvas().setAttribute("aria-label", words);
    if (this.painter.arabicDigits === arabicDigits) {
      return;
    }
    this.painter.arabicDigits = arabicDigits;
    for (const id of [...this.painter.drawn].filter((drawn) => drawn.startsWith("cluster|"))) {
      this.painter.drawn.delete(id);
      if (this.map.hasImage(id)) {
        this.map.removeImage(id);
      }
    }
    this.map.getSource("points")?.setData(this.data.points ?? EMPTY);
  }

  /** Another basemap, or none for an empty address. */
  basemap(address) {
    this.host.removeAttribute("data-ready");
    this.map.setStyle(style(this.painter.colours, address), { diff: false });
    this.map.once("idle", () => this.host.setAttribute("data-ready", "true"));
  }

  /** The uppermost thing at a place of the canvas. */
  at({ x, y }) {
    const layers = HIT.filter((layer) => this.map.getLayer(layer));
    const box = [[x - REACH, y - REACH], [x + REACH, y + REACH]];
    const found = this.map.queryRenderedFeatures(box, { layers });
    return layers.map((layer) => found.find((one) => one.layer.id === layer)).find(Boolean);
  }

  async click({ point, originalEvent }) {
    const add = originalEvent.ctrlKey || originalEvent.metaKey || originalEvent.shiftKey;
    const hit = this.at(point);
    if (!hit) {
      return this.tell({ event: "ground" });
    }
    const { id, cluster_id: cluster, point_count: count } = hit.properties;
    if (cluster === undefined) {
      return this.tell({ event: hit.layer.id === "couriers" ? "courier" : "delivery", id, add });
    }
    const source = this.map.getSource("points");
    try {
      if (add) {
        const leaves = await source.getClusterLeaves(cluster, count, 0);
        return this.tell({ event: "deliveries", ids: leaves.map((leaf) => leaf.properties.id), add });
      }
      const zoom = await source.getClusterExpansionZoom(cluster);
      this.map.easeTo({ center: hit.geometry.coordinates, zoom: Math.min(zoom + 0.3, 19), duration: this.pace() });
    } catch {
      // The cluster was made anew while this was asked: the next click finds it.
    }
  }

  hover({ point }) {
    if (this.hovering) {
      return;
    }
    this.hovering = requestAnimationFrame(() => {
      this.hovering = 0;
      const hit = this.map.isMoving() ? undefined : this.at(point);
      this.map.getCanvas().style.cursor = hit ? "pointer" : "";
      const id = hit?.properties.id ?? "";
      if (id === this.hovered) {
        return;
      }
      this.hovered = id;
      const kind = hit?.layer.id === "couriers" ? "courier" : "delivery";
      this.tell(id ? { event: "hover", kind, id, x: point.x, y: point.y } : { event: "leave" });
    });
  }

  leave() {
    if (this.hovered) {
      this.hovered = "";
      this.tell({ event: "leave" });
    }
  }

  destroy() {
    cancelAnimationFrame(this.hovering ?? 0);
    this.tell = () => {};
    this.unwatch();
    this.lasso.set(false);
    this.map.remove();
    this.data = {};
  }
}
