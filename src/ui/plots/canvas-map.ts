import type { EmbeddingMap, MapCanvases, MapHandlers, MapPoints } from "./embedding-map";
import { areaOf, MapView } from "./map-view";
import { paintPoints } from "./paint-points";
import { nearestPoint, pointsInside } from "./point-search";

/** How near the pointer must be to a point, in CSS pixels. */
const reach = 9;
/** Less movement than this is a click. */
const clickSlack = 4;

/** A map drawn by the processor alone: quick enough for some 50,000 points, and the same everywhere. */
export function createCanvasMap({ points: canvas, events }: MapCanvases, handlers: MapHandlers): EmbeddingMap {
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  const overlay = events.getContext("2d", { willReadFrequently: true });
  if (!context || !overlay) throw new Error("This browser gives no canvas to draw the map on; everything else works without it.");
  const view = new MapView();
  const stop = new AbortController();
  let image: ImageData | null = null;
  let shown: MapPoints | null = null;
  let ground = "#000000";
  let ink = "#ffffff";
  let tool: "pan" | "lasso" = "pan";
  let selected: Uint8Array | null = null;
  let hovered: number | null = null;
  let lasso: (readonly [number, number])[] = [];
  let waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];
  let planned = 0;
  let task: ReturnType<typeof setTimeout> | undefined;

  const paint = (): void => {
    cancelAnimationFrame(planned);
    clearTimeout(task);
    planned = 0;
    task = undefined;
    const told = waiting;
    waiting = [];
    try {
      if (shown && image) {
        paintPoints(image, canvas.width / view.width, view, shown, ground, { selected, hovered });
        context.putImageData(image, 0, 0);
      }
      for (const { resolve } of told) resolve();
    } catch (error) {
      for (const { reject } of told) reject(error);
    }
  };
  const plan = (): void => {
    if (planned === 0) planned = requestAnimationFrame(paint);
  };
  /** In a task of its own: beside the page's own drawing of a frame it would hold the page up for longer than either. */
  const planTask = (): void => {
    task ??= setTimeout(paint, 0);
  };
  const paintLasso = (): void => {
    const ratio = events.width / view.width;
    overlay.clearRect(0, 0, events.width, events.height);
    if (lasso.length < 2) return;
    overlay.setTransform(ratio, 0, 0, ratio, 0, 0);
    overlay.beginPath();
    for (const [x, y] of lasso) overlay.lineTo(...view.place(x, y));
    overlay.closePath();
    overlay.globalAlpha = 0.12;
    overlay.fillStyle = ink;
    overlay.fill();
    overlay.globalAlpha = 0.9;
    overlay.strokeStyle = ink;
    overlay.lineWidth = 1.5;
    overlay.stroke();
    overlay.setTransform(1, 0, 0, 1, 0, 0);
  };
  const moved = (): void => {
    plan();
    handlers.onView();
  };
  const select = (indices: readonly number[]): void => {
    selected = null;
    if (indices.length > 0 && shown) {
      selected = new Uint8Array(shown.layout.length / 2);
      for (const index of indices) selected[index] = 1;
    }
    plan();
  };
  const tell = (indices: readonly number[]): void => {
    select(indices);
    handlers.onSelect(indices);
  };
  const nearest = (event: MouseEvent): number | null =>
    shown ? nearestPoint(shown.layout, view, event.offsetX, event.offsetY, reach) : null;

  let pressed: { readonly x: number; readonly y: number } | null = null;
  let dragged = false;
  const on = <Name extends keyof HTMLElementEventMap>(name: Name, listener: (event: HTMLElementEventMap[Name]) => void): void =>
    events.addEventListener(name, listener, { signal: stop.signal, passive: name !== "wheel" });

  on("pointerdown", (event) => {
    if (event.button !== 0) return;
    events.setPointerCapture(event.pointerId);
    pressed = { x: event.offsetX, y: event.offsetY };
    dragged = false;
    lasso = tool === "lasso" ? [view.at(event.offsetX, event.offsetY)] : [];
  });
  on("pointermove", (event) => {
    if (!pressed) {
      const index = nearest(event);
      if (index !== hovered) handlers.onHover(index);
      return;
    }
    if (!dragged && Math.hypot(event.offsetX - pressed.x, event.offsetY - pressed.y) < clickSlack) return;
    dragged = true;
    if (tool === "lasso") {
      lasso.push(view.at(event.offsetX, event.offsetY));
      paintLasso();
    } else {
      view.moveBy(event.movementX, event.movementY);
      moved();
    }
  });
  on("pointerup", (event) => {
    if (!pressed) return;
    pressed = null;
    if (dragged && tool === "lasso" && shown) tell(pointsInside(shown.layout, lasso));
    else if (!dragged) {
      const index = nearest(event);
      if (index !== null) tell([index]);
    }
    lasso = [];
    paintLasso();
  });
  on("pointercancel", () => {
    pressed = null;
    lasso = [];
    paintLasso();
  });
  on("pointerleave", () => handlers.onHover(null));
  on("dblclick", () => tell([]));
  on("wheel", (event) => {
    event.preventDefault();
    view.zoomAt(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0015)), event.offsetX, event.offsetY);
    moved();
  });

  const watch = new ResizeObserver(() => {
    const { width, height } = events.getBoundingClientRect();
    if (width < 1 || height < 1) return;
    const first = image === null;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    view.width = width;
    view.height = height;
    for (const each of [canvas, events]) {
      each.width = Math.round(width * ratio);
      each.height = Math.round(height * ratio);
    }
    image = context.createImageData(canvas.width, canvas.height);
    // The size is known from here on; what was drawn before had none.
    if (first && shown) view.fit(areaOf(shown.layout));
    clear();
    if (shown) paint();
    handlers.onView();
  });
  const clear = (): void => {
    context.fillStyle = ground;
    context.fillRect(0, 0, canvas.width, canvas.height);
  };
  watch.observe(events);

  return {
    draw(points) {
      if (shown?.layout.length !== points.layout.length) selected = null;
      shown = points;
      planTask();
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    clear() {
      shown = null;
      selected = null;
      hovered = null;
      clear();
    },
    setBackground(colour, inkColour) {
      ground = colour;
      ink = inkColour;
      if (shown) plan();
      else clear();
    },
    setTool(next) {
      tool = next;
      events.style.cursor = next === "lasso" ? "crosshair" : "grab";
      // A finger scrolls the page over the map, but draws the lasso.
      events.style.touchAction = next === "lasso" ? "none" : "pan-y";
    },
    select,
    hover(index) {
      if (index === hovered) return;
      hovered = index;
      if (shown) plan();
    },
    fit() {
      if (!shown) return;
      view.fit(areaOf(shown.layout));
      moved();
    },
    zoom(factor) {
      view.zoomAt(factor);
      moved();
    },
    pan(dx, dy) {
      view.moveBy(-dx * view.width, dy * view.height);
      moved();
    },
    place: (x, y) => view.place(x, y),
    destroy() {
      stop.abort();
      watch.disconnect();
      cancelAnimationFrame(planned);
      clearTimeout(task);
      for (const { resolve } of waiting) resolve();
    },
  };
}
