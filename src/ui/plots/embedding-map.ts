import createScatterplot, { type Properties } from "regl-scatterplot";
import { linearScale } from "./linear-scale";

/** What is drawn: where each image lies and which of the colours it has. */
export interface MapPoints {
  /** [n, 2] */
  readonly layout: Float32Array;
  /** [n] index into the colours. */
  readonly categories: ArrayLike<number>;
  readonly colours: readonly string[];
}

export interface MapHandlers {
  onHover(index: number | null): void;
  onSelect(indices: readonly number[]): void;
  /** Pan or zoom: places on the screen changed. */
  onView(): void;
}

/** The embedding map's whole surface; regl-scatterplot stays behind it. */
export interface EmbeddingMap {
  /** Shows `points`; resolves once they are on the canvas, or at once when newer points overtook them. */
  draw(points: MapPoints): Promise<void>;
  setBackground(colour: string, ink: string): void;
  setTool(tool: "pan" | "lasso"): void;
  /** Marks images without telling `onSelect`. */
  select(indices: readonly number[]): void;
  hover(index: number | null): void;
  /** Shows all points. */
  fit(): void;
  zoom(factor: number): void;
  /** Moves the view by shares of its size. */
  pan(dx: number, dy: number): void;
  /** Place of a layout point in CSS pixels from the canvas's top left. */
  place(x: number, y: number): readonly [number, number];
  destroy(): void;
}

/** Makes a map on `canvas`. Throws a sentence where the browser has no WebGL. */
export function createEmbeddingMap(canvas: HTMLCanvasElement, handlers: MapHandlers): EmbeddingMap {
  if (!hasWebGl()) throw new Error("This browser has no WebGL, which the map is drawn with; everything else works without it.");
  const xScale = linearScale();
  const yScale = linearScale();
  const plot = createScatterplot({
    canvas,
    // The scales have the few members the library calls, not all of d3's.
    xScale: xScale as unknown as Properties["xScale"],
    yScale: yScale as unknown as Properties["yScale"],
    colorBy: "valueA",
    pointSize: 4,
    pointSizeSelected: 2,
    pointOutlineWidth: 1.5,
    opacity: 0.85,
    opacityInactiveMax: 0.25,
    lassoOnLongPress: false,
    lassoInitiator: false,
    deselectOnDblClick: true,
    showReticle: false,
    lassoMinDelay: 10,
    lassoMinDist: 3,
  });

  let destroyed = false;
  let drawing = false;
  let waiting: { readonly points: MapPoints; readonly done: () => void } | null = null;
  let layout: Float32Array | null = null;
  let colours = "";
  let silent = false;

  plot.subscribe("pointOver", (index) => handlers.onHover(index));
  plot.subscribe("pointOut", () => handlers.onHover(null));
  plot.subscribe("select", ({ points }) => !silent && handlers.onSelect(points));
  plot.subscribe("deselect", () => !silent && handlers.onSelect([]));
  plot.subscribe("view", () => handlers.onView());

  async function drawNext(): Promise<void> {
    while (waiting && !destroyed) {
      const { points, done } = waiting;
      waiting = null;
      const list = points.colours.join();
      if (list !== colours) {
        colours = list;
        plot.set({ pointColor: [...points.colours] });
      }
      const moved = points.layout !== layout;
      const before = layout;
      layout = points.layout;
      const count = layout.length / 2;
      plot.set({ pointSize: sizeFor(count) });
      await plot.draw(rowsOf(points), {
        zDataType: "categorical",
        // The index of where points lie is dear and only needed anew when they moved.
        ...(moved || before?.length !== layout.length ? {} : { spatialIndex: plot.get("spatialIndex") as ArrayBuffer }),
      });
      done();
    }
  }

  return {
    async draw(points) {
      if (destroyed || points.layout.length === 0) return;
      waiting?.done();
      const drawn = new Promise<void>((done) => {
        waiting = { points, done };
      });
      if (!drawing) {
        drawing = true;
        drawNext().finally(() => {
          drawing = false;
        });
      }
      return drawn;
    },
    setBackground(colour, ink) {
      plot.set({ backgroundColor: colour, pointColorActive: ink, pointColorHover: ink, lassoColor: ink });
    },
    setTool(tool) {
      plot.set({ mouseMode: tool === "lasso" ? "lasso" : "panZoom" });
    },
    select(indices) {
      silent = true;
      if (indices.length === 0) plot.deselect({ preventEvent: true });
      else plot.select([...indices], { preventEvent: true });
      silent = false;
    },
    hover(index) {
      if (layout) plot.hover(index ?? -1, { preventEvent: true });
    },
    fit() {
      if (layout) plot.zoomToArea(areaOf(layout));
    },
    zoom(factor) {
      const [x, y] = plot.get("cameraTarget") as [number, number];
      plot.zoomToLocation([x, y], (plot.get("cameraDistance") as number) / factor);
    },
    pan(dx, dy) {
      const [x, y] = plot.get("cameraTarget") as [number, number];
      const distance = plot.get("cameraDistance") as number;
      plot.zoomToLocation([x + dx * distance, y + dy * distance], distance);
    },
    place: (x, y) => [xScale(x), yScale(y)],
    destroy() {
      destroyed = true;
      waiting?.done();
      waiting = null;
      plot.destroy();
    },
  };
}

function rowsOf({ layout, categories }: MapPoints): number[][] {
  const rows = new Array<number[]>(layout.length / 2);
  for (let i = 0; i < rows.length; i++) rows[i] = [layout[2 * i], layout[2 * i + 1], categories[i]];
  return rows;
}

/** Big enough to see one image, small enough to see many. */
function sizeFor(count: number): number {
  if (count <= 800) return 7;
  if (count <= 3000) return 5.5;
  return count <= 12_000 ? 4 : 2.5;
}

function areaOf(layout: Float32Array): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < layout.length; i += 2) {
    left = Math.min(left, layout[i]);
    right = Math.max(right, layout[i]);
    bottom = Math.min(bottom, layout[i + 1]);
    top = Math.max(top, layout[i + 1]);
  }
  const margin = 0.06 * Math.max(right - left, top - bottom, 1e-3);
  return { x: left - margin, y: bottom - margin, width: right - left + 2 * margin, height: top - bottom + 2 * margin };
}

function hasWebGl(): boolean {
  const probe = document.createElement("canvas");
  const context = probe.getContext("webgl2") ?? probe.getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
