import createScatterplot, { createRenderer } from "regl-scatterplot";
import type { EmbeddingMap, MapCanvases, MapHandlers, MapPoints } from "./embedding-map";
import { linearScale } from "./linear-scale";
import { areaOf, boxOf, isSeen, pointSize } from "./map-view";

/** A map drawn by the graphics processor, for many points; regl-scatterplot stays behind it. */
export function createReglMap({ events: canvas, points: glCanvas }: MapCanvases, handlers: MapHandlers): EmbeddingMap {
  type Options = NonNullable<Parameters<typeof createScatterplot>[0]>;
  const xScale = linearScale();
  const yScale = linearScale();
  const renderer = directRenderer(glCanvas);
  const plot = createScatterplot({
    canvas,
    renderer: renderer as NonNullable<Options["renderer"]>,
    // The scales have the few members the library calls, not all of d3's.
    xScale: xScale as unknown as Options["xScale"],
    yScale: yScale as unknown as Options["yScale"],
    colorBy: "valueA",
    pointSize: 4,
    pointSizeSelected: 2,
    pointOutlineWidth: 1.5,
    opacity: 0.85,
    opacityInactiveMax: 0.25,
    lassoOnLongPress: false,
    lassoInitiator: false,
    deselectOnDblClick: true,
    // The library hears it on the whole page, where it closes something else.
    deselectOnEscape: false,
    // Shift draws a lasso and adds what it holds. Nothing turns the map: labels and thumbnails rely on that. The library's types
    // have an older name of this option only.
    ...({ actionKeyMap: { lasso: "shift", merge: "shift" } } as Options),
    showReticle: false,
    lassoMinDelay: 10,
    lassoMinDist: 3,
  });

  let destroyed = false;
  let drawing = false;
  let waiting: { readonly points: MapPoints; readonly done: () => void; readonly fail: (error: unknown) => void } | null = null;
  let layout: Float32Array | null = null;
  let colours = "";
  let silent = false;
  let tool: "pan" | "lasso" = "pan";
  /** The view is where the user moved it. */
  let touched = false;
  const place = (x: number, y: number): readonly [number, number] => [xScale(x), yScale(y)];
  const showAll = (): void => {
    if (!layout) return;
    touched = false;
    void plot.zoomToArea(areaOf(layout));
  };

  // The library tells that its view changed, but not by whom.
  const listening = new AbortController();
  const { signal } = listening;
  canvas.addEventListener("wheel", () => (touched = true), { signal, passive: true });
  canvas.addEventListener(
    "pointermove",
    ({ buttons, shiftKey }) => {
      if (buttons === 1 && tool === "pan" && !shiftKey) touched = true;
    },
    { signal },
  );

  const watch = new ResizeObserver(() => {
    const { width, height } = glCanvas.getBoundingClientRect();
    if (width < 1 || height < 1) return;
    renderer.resize(width, height);
    renderer.refresh();
    // A view that nobody moved fills the new size, which the library knows from its next picture on.
    void plot.set({ width, height }).then(() => (touched ? handlers.onView() : showAll()));
  });
  // The other canvas is given its size in pixels by the library, and no longer follows the page's.
  watch.observe(glCanvas);

  plot.subscribe("pointOver", (index) => handlers.onHover(index));
  plot.subscribe("pointOut", () => handlers.onHover(null));
  // What was added to is in `points` too.
  plot.subscribe("select", ({ points }) => !silent && handlers.onSelect(points, false));
  plot.subscribe("deselect", () => !silent && handlers.onSelect([], false));
  plot.subscribe("view", () => handlers.onView());

  async function drawNext(): Promise<void> {
    while (waiting && !destroyed) {
      const { points, done, fail } = waiting;
      waiting = null;
      const list = points.colours.join();
      if (list !== colours) {
        colours = list;
        void plot.set({ pointColor: [...points.colours] });
      }
      const moved = points.layout !== layout;
      const before = layout;
      layout = points.layout;
      const count = layout.length / 2;
      void plot.set({ pointSize: pointSize(count) });
      try {
        await plot.draw(rowsOf(points), {
          zDataType: "categorical",
          // The index of where points lie is dear and only needed anew when they moved.
          ...(moved || before?.length !== layout.length ? {} : { spatialIndex: plot.get("spatialIndex") as ArrayBuffer }),
        });
        done();
      } catch (error) {
        // Once the plot is gone its drawing fails, and nobody waits for it.
        if (destroyed) done();
        else fail(error);
      }
    }
  }

  return {
    async draw(points) {
      if (destroyed || points.layout.length === 0) return;
      waiting?.done();
      const drawn = new Promise<void>((done, fail) => {
        waiting = { points, done, fail };
      });
      if (!drawing) {
        drawing = true;
        void drawNext().finally(() => {
          drawing = false;
        });
      }
      return drawn;
    },
    clear() {
      waiting?.done();
      waiting = null;
      layout = null;
      void plot.clear();
    },
    setBackground(colour, ink) {
      void plot.set({ backgroundColor: colour, pointColorActive: ink, pointColorHover: ink, lassoColor: ink });
    },
    setTool(chosen) {
      tool = chosen;
      void plot.set({ mouseMode: tool === "lasso" ? "lasso" : "panZoom" });
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
    fit: showAll,
    follow(atAnyRate) {
      if (!layout || touched) return;
      const screen = { width: xScale.range()[1], height: yScale.range()[0] };
      if (atAnyRate || !isSeen(boxOf(layout), place, screen)) showAll();
    },
    zoom(factor) {
      touched = true;
      const [x, y] = plot.get("cameraTarget") as [number, number];
      void plot.zoomToLocation([x, y], (plot.get("cameraDistance") as number) / factor);
    },
    pan(dx, dy) {
      touched = true;
      const [x, y] = plot.get("cameraTarget") as [number, number];
      const distance = plot.get("cameraDistance") as number;
      void plot.zoomToLocation([x + dx * distance, y + dy * distance], distance);
    },
    // The library draws the line itself and keeps it until the pointer is released.
    cancelGesture: () => false,
    place,
    positions: () => layout,
    pointRadius() {
      // As the library's scale mode "asinh" lets points grow.
      const zoom = Math.max(1, 1 / (plot.get("cameraDistance") as number));
      return ((pointSize((layout?.length ?? 0) / 2) / 2) * Math.asinh(zoom)) / Math.asinh(1);
    },
    destroy() {
      destroyed = true;
      waiting?.done();
      waiting = null;
      watch.disconnect();
      listening.abort();
      plot.destroy();
      renderer.destroy();
    },
  };
}

/**
 * regl-scatterplot draws on a hidden canvas and copies its pixels to the visible one, which makes the page wait for the graphics
 * processor: without a real one, up to 120 ms a picture. This renderer's own canvas is the visible one, and nothing is copied.
 */
function directRenderer(glCanvas: HTMLCanvasElement): ReturnType<typeof createRenderer> {
  const renderer = createRenderer({ canvas: glCanvas });
  const nowhere = { width: 0, height: 0, getContext: () => ({ clearRect() {}, drawImage() {} }) };
  return Object.create(renderer, {
    render: { value: (draw: () => void) => renderer.render(draw, nowhere as unknown as HTMLCanvasElement) },
  });
}

function rowsOf({ layout, categories }: MapPoints): number[][] {
  const rows = new Array<number[]>(layout.length / 2);
  for (let i = 0; i < rows.length; i++) rows[i] = [layout[2 * i], layout[2 * i + 1], categories[i]];
  return rows;
}
