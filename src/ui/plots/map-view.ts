export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The box around all points of a layout [n, 2], with a margin; where all lie at one place, as much as other layouts fill. */
export function areaOf(layout: Float32Array): Area {
  const { x, y, width, height } = boxOf(layout);
  const side = Math.max(width, height);
  const margin = side > 1e-4 ? 0.06 * side : 1;
  return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
}

/** The box around all points of a layout [n, 2], no larger than it must be. */
export function boxOf(layout: Float32Array): Area {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < layout.length; i += 2) {
    left = Math.min(left, layout[i]);
    right = Math.max(right, layout[i]);
    bottom = Math.min(bottom, layout[i + 1]);
    top = Math.max(top, layout[i + 1]);
  }
  return { x: left, y: bottom, width: right - left, height: top - bottom };
}

/** Half a point and a little more, in CSS pixels. */
const halfPoint = 5;

/** Whether the points at all sides of `box` are wholly on a screen of this size whose places `place` tells. */
export function isSeen(
  { x, y, width, height }: Area,
  place: (x: number, y: number) => readonly [number, number],
  screen: { readonly width: number; readonly height: number },
): boolean {
  const [left, bottom] = place(x, y);
  const [right, top] = place(x + width, y + height);
  return left >= halfPoint && top >= halfPoint && right <= screen.width - halfPoint && bottom <= screen.height - halfPoint;
}

/** A point's width in CSS pixels: big enough to see one image, small enough to see many. Grows as one zooms in beyond the whole. */
export function pointSize(count: number, zoom = 1): number {
  const whole = count <= 800 ? 7 : count <= 3000 ? 5.5 : count <= 12_000 ? 4 : 2.5;
  return Math.min(Math.max(9, whole), whole * Math.max(1, zoom) ** 0.35);
}

/** Where the layout's points are on a screen or image: (left + scale * x, top - scale * y). */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

/** Which part of the layout's plane is seen, in CSS pixels; y points up in the layout and down on the screen. */
export class MapView {
  width = 1;
  height = 1;
  /** The layout's point in the middle of the view. */
  #x = 0;
  #y = 0;
  /** CSS pixels a unit of the layout. */
  #scale = 100;
  /** The scale at which all was seen. */
  #whole = 100;

  get scale(): number {
    return this.#scale;
  }

  /** How much larger than the whole. */
  get zoom(): number {
    return this.#scale / this.#whole;
  }

  placement(): Placement {
    const [left, top] = this.place(0, 0);
    return { left, top, scale: this.#scale };
  }

  place(x: number, y: number): readonly [number, number] {
    return [this.width / 2 + (x - this.#x) * this.#scale, this.height / 2 - (y - this.#y) * this.#scale];
  }

  /** The layout's point at a place; the inverse of `place`. */
  at(left: number, top: number): readonly [number, number] {
    return [this.#x + (left - this.width / 2) / this.#scale, this.#y - (top - this.height / 2) / this.#scale];
  }

  fit(area: Area): void {
    this.#x = area.x + area.width / 2;
    this.#y = area.y + area.height / 2;
    this.#scale = Math.min(this.width / area.width, this.height / area.height);
    this.#whole = this.#scale;
  }

  /** Zooms so that the point at (left, top) stays where it is. */
  zoomAt(factor: number, left = this.width / 2, top = this.height / 2): void {
    const [x, y] = this.at(left, top);
    this.#scale = Math.min(1e6, Math.max(5, this.#scale * factor));
    this.#x = x - (left - this.width / 2) / this.#scale;
    this.#y = y + (top - this.height / 2) / this.#scale;
  }

  /** Moves what is seen by CSS pixels. */
  moveBy(dx: number, dy: number): void {
    this.#x -= dx / this.#scale;
    this.#y += dy / this.#scale;
  }
}
