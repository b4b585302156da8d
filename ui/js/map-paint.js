// The map's pictures, drawn on a canvas when they are first needed: states by shape and colour, couriers,
// counts of clusters, names. Colours are the page's own tokens, read in the theme of the moment.

/** Pictures are drawn at twice their size, for sharp edges on any screen. */
const RATIO = 2;
const FAMILY = '"IBM Plex Sans", "IBM Plex Sans Arabic", "Noto Sans", "Noto Sans Arabic", sans-serif';
const TOKENS = ["bg", "panel", "ink", "ink-2", "ink-3", "line-strong", "accent", "on-accent", "danger"];
const TONES = ["draft", "ready", "assigned", "moving", "done", "failed", "hold", "back", "closed"];

/** Names must not be measured in a fallback font. */
export function fontsReady() {
  const wanted = ["500", "600"].flatMap((weight) => [
    document.fonts.load(`${weight} 12px ${FAMILY}`, "Ab1"),
    document.fonts.load(`${weight} 12px ${FAMILY}`, "عرب"),
  ]);
  return Promise.all(wanted).catch(() => []);
}

export class Painter {
  /** `states`: word → `[path in a 10 × 10 box, filled, tone]`. */
  constructor(host, states, arabicDigits) {
    this.host = host;
    this.states = states;
    this.arabicDigits = arabicDigits;
    this.drawn = new Set();
    this.canvas = document.createElement("canvas");
    this.pen = this.canvas.getContext("2d", { willReadFrequently: true });
    this.readColours();
  }

  readColours() {
    const probe = document.createElement("span");
    probe.hidden = true;
    this.host.append(probe);
    const read = (token) => {
      probe.style.color = `var(--${token})`;
      return getComputedStyle(probe).color;
    };
    this.colours = Object.fromEntries(TOKENS.map((token) => [token, read(token)]));
    this.tones = Object.fromEntries(TONES.map((tone) => [tone, read(`st-${tone}`)]));
    probe.remove();
    const [r, g, b] = (this.colours.bg.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
    this.colours.dark = r * 0.3 + g * 0.6 + b * 0.1 < 128;
  }

  /** The picture of an id, such as `state|ready|0|0`; nothing for one that is not ours. */
  draw(id) {
    const [kind, ...rest] = id.split("|");
    const picture = { state: this.state, courier: this.courier, cluster: this.cluster, zone: this.zone, name: this.name }[kind];
    if (!picture) {
      return undefined;
    }
    this.drawn.add(id);
    return picture.apply(this, rest);
  }

  sheet(width, height) {
    this.canvas.width = Math.ceil(width) * RATIO;
    this.canvas.height = Math.ceil(height) * RATIO;
    this.pen.scale(RATIO, RATIO);
    this.pen.lineCap = this.pen.lineJoin = "round";
    return this.pen;
  }

  taken() {
    const { width, height } = this.canvas;
    return { data: this.pen.getImageData(0, 0, width, height), ratio: RATIO };
  }

  disc(x, y, radius, fill, stroke, line) {
    this.pen.beginPath();
    this.pen.arc(x, y, radius, 0, Math.PI * 2);
    if (fill) {
      this.pen.fillStyle = fill;
      this.pen.fill();
    }
    if (stroke) {
      this.pen.strokeStyle = stroke;
      this.pen.lineWidth = line;
      this.pen.stroke();
    }
  }

  /** A delivery: its state's shape on a small plate, ringed red when late, in the accent when selected. */
  state(word, late, selected) {
    const [path, filled, tone] = this.states[word] ?? ["M2 2h6v6h-6z", true, "closed"];
    const [size, radius] = selected === "1" ? [32, 10.5] : [22, 8.5];
    const pen = this.sheet(size, size);
    const middle = size / 2;
    const colour = this.tones[tone];
    if (selected === "1") {
      this.disc(middle, middle, radius + 2.5, this.colours.accent, this.colours.panel, 1.5);
    }
    this.disc(middle, middle, radius, this.colours.panel, late === "1" ? this.colours.danger : colour, late === "1" ? 2.25 : 1);
    const scale = (radius * 1.2) / 10;
    pen.translate(middle - 5 * scale, middle - 5 * scale);
    pen.scale(scale, scale);
    const shape = new Path2D(path);
    if (filled) {
      pen.fillStyle = colour;
      pen.fill(shape);
    }
    pen.strokeStyle = colour;
    pen.lineWidth = filled ? 0.8 : 2;
    pen.stroke(shape);
    return this.taken();
  }

  /** A courier: an arrow towards the heading, or a dot where none is known. */
  courier(heading, chosen) {
    const pen = this.sheet(38, 38);
    const { accent, panel } = this.colours;
    if (chosen === "1") {
      this.disc(19, 19, 17, undefined, accent, 2);
    }
    this.disc(19, 19, 13, accent, panel, 2.5);
    pen.fillStyle = this.colours["on-accent"];
    pen.beginPath();
    if (heading === "1") {
      pen.moveTo(19, 11);
      pen.lineTo(24.5, 25.5);
      pen.lineTo(19, 22.5);
      pen.lineTo(13.5, 25.5);
      pen.closePath();
    } else {
      pen.arc(19, 19, 4.5, 0, Math.PI * 2);
    }
    pen.fill();
    return this.taken();
  }

  /** Several deliveries: how many, and as much of the ring red as are late, in tenths. */
  cluster(count, lateTenths) {
    const words = this.digits(count);
    const font = `600 12px ${FAMILY}`;
    this.pen.font = font;
    const radius = Math.max(12, this.pen.measureText(words).width / 2 + 6);
    const size = Math.ceil(radius + 3) * 2;
    const pen = this.sheet(size, size);
    const { panel, ink } = this.colours;
    const middle = size / 2;
    this.disc(middle, middle, radius, panel, this.colours["ink-3"], 1.25);
    if (lateTenths !== "0") {
      const top = -Math.PI / 2;
      pen.beginPath();
      pen.arc(middle, middle, radius, top, top + (Math.PI * 2 * Number(lateTenths)) / 10);
      pen.strokeStyle = this.colours.danger;
      pen.lineWidth = 3;
      pen.stroke();
    }
    pen.font = font;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = ink;
    pen.fillText(words, middle, middle + 0.5);
    return this.taken();
  }

  digits(text) {
    return this.arabicDigits ? text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))) : text;
  }

  zone(name) {
    return this.words([[name, `600 12px ${FAMILY}`, this.colours["ink-2"]]]);
  }

  name(name, age) {
    const lines = [[name, `600 11px ${FAMILY}`, this.colours.ink]];
    if (age) {
      lines.push([age, `500 10px ${FAMILY}`, this.colours["ink-3"]]);
    }
    return this.words(lines);
  }

  /** Lines of text with a halo of the ground's colour. */
  words(lines) {
    const height = 15;
    const widths = lines.map(([text, font]) => {
      this.pen.font = font;
      return this.pen.measureText(text).width;
    });
    const width = Math.max(...widths) + 8;
    const pen = this.sheet(width, lines.length * height + 4);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    lines.forEach(([text, font, colour], line) => {
      const [x, y] = [Math.ceil(width) / 2, 2 + height * (line + 0.5)];
      pen.font = font;
      pen.direction = /[\u0590-\u08ff]/.test(text) ? "rtl" : "ltr";
      pen.strokeStyle = this.colours.bg;
      pen.lineWidth = 3.5;
      pen.strokeText(text, x, y);
      pen.fillStyle = colour;
      pen.fillText(text, x, y);
    });
    return this.taken();
  }
}
