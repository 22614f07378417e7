/** What is drawn: where each image lies and which of the colours it has. */
export interface MapPoints {
  /** [n, 2] */
  readonly layout: Float32Array;
  /** [n] index into the colours. */
  readonly categories: ArrayLike<number>;
  readonly colours: readonly string[];
  /** Whether points may wander from where they were, of the same images; else they jump. */
  readonly glide?: boolean;
}

export interface MapHandlers {
  onHover(index: number | null): void;
  /** With `add`, these come to those selected before. */
  onSelect(indices: readonly number[], add: boolean): void;
  /** The image whose picture is drawn over the points there, in CSS pixels; null where none is. */
  pictureAt(left: number, top: number): number | null;
  /** Places on the screen changed: by pan, zoom or points on their way. */
  onView(): void;
}

/** Two canvases of one size, the second over the first. */
export interface MapCanvases {
  readonly points: HTMLCanvasElement;
  readonly events: HTMLCanvasElement;
}

/** The embedding map's whole surface; whoever draws stays behind it. */
export interface EmbeddingMap {
  /** Shows `points`; resolves once they are on the canvas or on their way, or when newer points overtook them. */
  draw(points: MapPoints): Promise<void>;
  /** Shows nothing. */
  clear(): void;
  setBackground(colour: string, ink: string): void;
  setTool(tool: "pan" | "lasso"): void;
  /** Marks images without telling `onSelect`. */
  select(indices: readonly number[]): void;
  hover(index: number | null): void;
  /** Gives up a lasso that is being drawn; whether there was one. */
  cancelGesture(): boolean;
  /** Shows all points. */
  fit(): void;
  /** Shows all points again where some left the view, or at any rate; never while the view is where the user moved it. */
  follow(atAnyRate: boolean): void;
  zoom(factor: number): void;
  /** Moves the view by shares of its size. */
  pan(dx: number, dy: number): void;
  /** Place of a layout point in CSS pixels from the canvas's top left. */
  place(x: number, y: number): readonly [number, number];
  /** [n, 2] where the points are now, on their way maybe; changes while they are. Null while none are shown. */
  positions(): Float32Array | null;
  /** Of a point as it is seen now, in CSS pixels. */
  pointRadius(): number;
  destroy(): void;
}

/**
 * Makes the map. With a real graphics processor that is regl-scatterplot. WebGL in software makes the page wait while its pixels
 * are read back: 70,000 points pan at 25 frames a second on two slow cores, where plain pixels of ours keep the screen's pace; so
 * without one we draw ourselves.
 */
export async function createEmbeddingMap(canvases: MapCanvases, handlers: MapHandlers): Promise<EmbeddingMap> {
  if (hasFastWebGl()) {
    const { createReglMap } = await import("./regl-map");
    return createReglMap(canvases, handlers);
  }
  const { createCanvasMap } = await import("./canvas-map");
  return createCanvasMap(canvases, handlers);
}

const softwareRenderer = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

function hasFastWebGl(): boolean {
  const context = document.createElement("canvas").getContext("webgl", { failIfMajorPerformanceCaveat: true });
  if (!context) return false;
  // The caveat alone does not tell: Chromium's own software renderer passes it.
  const info = context.getExtension("WEBGL_debug_renderer_info");
  const name = String(context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER));
  const fast = !softwareRenderer.test(name) && context.getExtension("OES_texture_float") !== null;
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return fast;
}
