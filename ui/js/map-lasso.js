// Drawing freehand around things on a map. One loop, then it is over.

const SVG = "http://www.w3.org/2000/svg";
/** Pixels the pointer moves before another corner is kept. */
const STEP = 4;

export class Lasso {
  constructor(host, map, tell) {
    this.host = host;
    this.map = map;
    this.tell = tell;
  }

  set(on) {
    if (!on) {
      this.veil?.remove();
      this.veil = undefined;
      return;
    }
    if (this.veil) {
      return;
    }
    this.veil = document.createElementNS(SVG, "svg");
    this.veil.setAttribute("class", "lasso");
    this.veil.setAttribute("aria-hidden", "true");
    this.loop = document.createElementNS(SVG, "path");
    this.veil.append(this.loop);
    this.veil.addEventListener("pointerdown", (event) => this.begin(event));
    this.veil.addEventListener("pointermove", (event) => this.extend(event));
    this.veil.addEventListener("pointerup", (event) => this.close(event));
    this.veil.addEventListener("pointercancel", () => this.trace([]));
    this.host.append(this.veil);
  }

  trace(corners) {
    this.corners = corners;
    this.loop.setAttribute("d", corners.length ? `M${corners.map((corner) => corner.join(",")).join("L")}Z` : "");
  }

  place(event) {
    const box = this.veil.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  begin(event) {
    if (event.button !== 0) {
      return;
    }
    event.preventDefault();
    this.veil.setPointerCapture(event.pointerId);
    this.trace([this.place(event)]);
  }

  extend(event) {
    const last = this.corners?.at(-1);
    if (!last) {
      return;
    }
    const next = this.place(event);
    if (Math.hypot(next[0] - last[0], next[1] - last[1]) >= STEP) {
      this.trace([...this.corners, next]);
    }
  }

  close(event) {
    const corners = this.corners ?? [];
    this.trace([]);
    const add = event.ctrlKey || event.metaKey || event.shiftKey;
    const ring = corners.length < 3 ? [] : corners.map((corner) => {
      const { lng, lat } = this.map.unproject(corner);
      return [Math.round(lng * 1e7), Math.round(lat * 1e7)];
    });
    this.tell({ event: "lasso", ring, add });
  }
}
