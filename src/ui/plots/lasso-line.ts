import type { MapView } from "./map-view";

/** Places nearer together than this, in CSS pixels, add nothing to a line. */
const step = 3;

/** The line that the user draws around points, on a canvas of its own. */
export class LassoLine {
  ink = "#ffffff";
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  /** In the layout's plane. */
  #line: (readonly [number, number])[] = [];
  #planned = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { willReadFrequently: true });
  }

  /** Goes on to a point of the layout's plane, seen in `view`. */
  to(point: readonly [number, number], view: MapView): void {
    const last = this.#line.at(-1);
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) * view.scale < step) return;
    this.#line.push(point);
    if (this.#planned === 0) this.#planned = requestAnimationFrame(() => this.#paint(view));
  }

  /** The line drawn so far; it is gone from the canvas. */
  end(): readonly (readonly [number, number])[] {
    const line = this.#line;
    this.#line = [];
    cancelAnimationFrame(this.#planned);
    this.#planned = 0;
    this.#context?.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    return line;
  }

  #paint(view: MapView): void {
    this.#planned = 0;
    const context = this.#context;
    if (!context) return;
    const ratio = this.#canvas.width / view.width;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.beginPath();
    for (const [x, y] of this.#line) context.lineTo(...view.place(x, y));
    context.closePath();
    context.globalAlpha = 0.12;
    context.fillStyle = this.ink;
    context.fill();
    context.globalAlpha = 0.9;
    context.strokeStyle = this.ink;
    context.lineWidth = 1.5;
    context.stroke();
    context.setTransform(1, 0, 0, 1, 0, 0);
  }
}
