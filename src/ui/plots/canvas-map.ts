import { CanvasPicture } from "./canvas-picture";
import type { EmbeddingMap, MapCanvases, MapHandlers, MapPoints } from "./embedding-map";
import { Glide, mostGliding } from "./glide";
import { LassoLine } from "./lasso-line";
import { MapGestures } from "./map-gestures";
import { areaOf, boxOf, isSeen, MapView, pointSize } from "./map-view";
import { PointGrid } from "./point-search";

/** How near the pointer must be to a point, in CSS pixels. */
const reach = 9;
/** A page out of sight has no animation frames; who waits for a drawing is answered after this. */
const patienceMs = 250;

/** A map drawn by the processor alone: 70,000 points at the screen's own pace, and the same everywhere. */
export function createCanvasMap({ points: canvas, events }: MapCanvases, handlers: MapHandlers): EmbeddingMap {
  const view = new MapView();
  let shown: MapPoints | null = null;
  let glide: Glide | null = null;
  let grid: PointGrid | null = null;
  let ground = "#000000";
  let selected: Uint8Array | null = null;
  let hovered: number | null = null;
  let sized = false;
  /** The view is where the user moved it. */
  let touched = false;
  let planned = 0;
  let late: ReturnType<typeof setTimeout> | undefined;
  /** Those who wait for the present points to be on the canvas. */
  let waiting: Waiter[] = [];

  const positions = (): Float32Array | null => glide?.positions ?? shown?.layout ?? null;
  const picture = new CanvasPicture(canvas, () => {
    const layout = positions();
    if (!shown || !layout) return null;
    const { categories, colours } = shown;
    return { layout, categories, colours, ground, selected, radius: pointSize(layout.length / 2, view.zoom) / 2 };
  });
  const lasso = new LassoLine(events);

  const settle = (fault?: unknown): void => {
    clearTimeout(late);
    late = undefined;
    const told = waiting;
    waiting = [];
    for (const { resolve, reject } of told) fault === undefined ? resolve() : reject(fault);
  };
  const paint = (toTheEnd = false): void => {
    cancelAnimationFrame(planned);
    planned = 0;
    try {
      let left = false;
      let isPainted = true;
      if (shown && sized) {
        if (glide) {
          if (glide.step(performance.now())) glide = null;
          picture.change();
        }
        left = picture.show(view.placement(), toTheEnd) || glide !== null;
        // On their way to their new places is as good as there.
        isPainted = picture.isCurrent || glide !== null;
      }
      handlers.onView();
      if (isPainted) settle();
      if (left) plan();
    } catch (error) {
      settle(error);
    }
  };
  const plan = (): void => {
    if (planned === 0) planned = requestAnimationFrame(() => paint());
  };
  const change = (): void => {
    picture.change();
    plan();
  };
  const area = () => areaOf(shown?.layout ?? new Float32Array(0));
  const showAll = (): void => {
    if (!shown) return;
    touched = false;
    view.fit(area());
    plan();
  };
  const search = (): PointGrid | null => {
    if (shown) grid ??= new PointGrid(shown.layout, area());
    return grid;
  };
  const pointedAt = (left: number, top: number): number | null =>
    handlers.pictureAt(left, top) ?? search()?.nearest(...view.at(left, top), reach / view.scale) ?? null;

  const gestures = new MapGestures(events, {
    onPan(dx, dy) {
      touched = true;
      view.moveBy(dx, dy);
      plan();
    },
    onZoom(factor, left, top) {
      touched = true;
      view.zoomAt(factor, left, top);
      plan();
    },
    onPoint(place) {
      const index = place && pointedAt(...place);
      if (index !== hovered) handlers.onHover(index);
    },
    onClick(left, top, add) {
      const index = pointedAt(left, top);
      if (index !== null) handlers.onSelect([index], add);
    },
    onLassoTo: (left, top) => lasso.to(view.at(left, top), view),
    onLassoEnd(closed, add) {
      const line = lasso.end();
      if (closed) handlers.onSelect(search()?.inside(line) ?? [], add);
    },
    onClear: () => handlers.onSelect([], false),
  });

  const watch = new ResizeObserver(() => {
    const { width, height } = events.getBoundingClientRect();
    if (width < 1 || height < 1) return;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    view.width = width;
    view.height = height;
    for (const each of [canvas, events]) {
      each.width = Math.round(width * ratio);
      each.height = Math.round(height * ratio);
    }
    picture.resize(ratio);
    // The size is known from here on; what was drawn before had none. A view that nobody moved fills another size too.
    if (shown && !(sized && touched)) view.fit(area());
    sized = true;
    picture.clear(ground);
    paint(true);
  });
  watch.observe(events);

  return {
    draw(points) {
      const before = positions();
      const sameMany = before?.length === points.layout.length;
      if (!sameMany) {
        selected = null;
        picture.forget();
      }
      if (points.layout !== shown?.layout) {
        grid = null;
        const glides = points.glide && sameMany && points.layout.length / 2 <= mostGliding;
        glide = before && glides ? new Glide(before, points.layout, performance.now()) : null;
      }
      shown = points;
      change();
      late ??= setTimeout(() => {
        paint(true);
        settle();
      }, patienceMs);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    clear() {
      shown = null;
      glide = null;
      grid = null;
      selected = null;
      hovered = null;
      picture.clear(ground);
      plan();
    },
    setBackground(colour, ink) {
      ground = colour;
      lasso.ink = ink;
      if (shown) change();
      else picture.clear(ground);
    },
    setTool(tool) {
      gestures.tool = tool;
      events.style.cursor = tool === "lasso" ? "crosshair" : "grab";
      // A finger scrolls the page over the map, but draws the lasso.
      events.style.touchAction = tool === "lasso" ? "none" : "pan-y";
    },
    select(indices) {
      selected = null;
      if (indices.length > 0 && shown) {
        selected = new Uint8Array(shown.layout.length / 2);
        for (const index of indices) selected[index] = 1;
      }
      change();
    },
    hover(index) {
      hovered = index;
    },
    cancelGesture: () => gestures.cancel(),
    fit: showAll,
    follow(atAnyRate) {
      if (!shown || !sized || touched) return;
      if (atAnyRate || !isSeen(boxOf(shown.layout), (x, y) => view.place(x, y), view)) showAll();
    },
    zoom(factor) {
      touched = true;
      view.zoomAt(factor);
      plan();
    },
    pan(dx, dy) {
      touched = true;
      view.moveBy(-dx * view.width, dy * view.height);
      plan();
    },
    place: (x, y) => view.place(x, y),
    positions,
    pointRadius: () => pointSize((shown?.layout.length ?? 0) / 2, view.zoom) / 2,
    destroy() {
      gestures.destroy();
      watch.disconnect();
      cancelAnimationFrame(planned);
      settle();
    },
  };
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
