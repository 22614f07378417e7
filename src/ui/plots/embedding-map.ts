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

/** Two canvases of one size, the second over the first. */
export interface MapCanvases {
  readonly points: HTMLCanvasElement;
  readonly events: HTMLCanvasElement;
}

/** The embedding map's whole surface; whoever draws stays behind it. */
export interface EmbeddingMap {
  /** Shows `points`; resolves once they are on the canvas, or at once when newer points overtook them. */
  draw(points: MapPoints): Promise<void>;
  /** Shows nothing. */
  clear(): void;
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

/**
 * Makes the map. With a real graphics processor that is regl-scatterplot. WebGL in software makes the page wait while its pixels
 * are read back, 50 to 120 ms a picture on two slow cores, where plain pixels of ours take 5; so without one we draw ourselves.
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
