export interface GestureHandlers {
  /** Moves what is seen by CSS pixels. */
  onPan(dx: number, dy: number): void;
  onZoom(factor: number, left: number, top: number): void;
  onClick(left: number, top: number, add: boolean): void;
  /** The pointer is here, not pressed; null where it left. */
  onPoint(place: readonly [left: number, top: number] | null): void;
  /** The lasso is drawn through this place. */
  onLassoTo(left: number, top: number): void;
  /** The lasso is closed, or given up. */
  onLassoEnd(closed: boolean, add: boolean): void;
  onClear(): void;
}

/** Less movement than this, in CSS pixels, is a click. */
const clickSlack = 4;

/** What the pointer does on `element`: pan, zoom, click and lasso. Shift draws the lasso with any tool, and adds to what is selected. */
export class MapGestures {
  tool: "pan" | "lasso" = "pan";
  readonly #stop = new AbortController();
  readonly #element: HTMLElement;
  readonly #handlers: GestureHandlers;
  #pressed: { readonly left: number; readonly top: number; readonly lasso: boolean } | null = null;
  #last = { left: 0, top: 0 };
  #dragged = false;

  constructor(element: HTMLElement, handlers: GestureHandlers) {
    this.#element = element;
    this.#handlers = handlers;
    const on = <Name extends keyof HTMLElementEventMap>(name: Name, listener: (event: HTMLElementEventMap[Name]) => void): void =>
      element.addEventListener(name, listener, { signal: this.#stop.signal, passive: name !== "wheel" });
    on("pointerdown", (event) => this.#press(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#release(event));
    on("pointercancel", () => this.#giveUp());
    on("pointerleave", () => handlers.onPoint(null));
    on("dblclick", (event) => {
      if (!event.shiftKey) handlers.onClear();
    });
    on("wheel", (event) => {
      event.preventDefault();
      handlers.onZoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0015)), event.offsetX, event.offsetY);
    });
  }

  /** Gives up a lasso that is being drawn; whether there was one. */
  cancel(): boolean {
    const drawing = this.#pressed?.lasso === true && this.#dragged;
    if (drawing) this.#giveUp();
    return drawing;
  }

  destroy(): void {
    this.#stop.abort();
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#element.setPointerCapture(event.pointerId);
    const { offsetX: left, offsetY: top } = event;
    this.#pressed = { left, top, lasso: this.tool === "lasso" || event.shiftKey };
    this.#last = { left, top };
    this.#dragged = false;
  }

  #move(event: PointerEvent): void {
    const { offsetX: left, offsetY: top } = event;
    const pressed = this.#pressed;
    if (!pressed) {
      this.#handlers.onPoint([left, top]);
      return;
    }
    if (!this.#dragged && Math.hypot(left - pressed.left, top - pressed.top) < clickSlack) return;
    if (pressed.lasso) {
      if (!this.#dragged) this.#handlers.onLassoTo(pressed.left, pressed.top);
      this.#handlers.onLassoTo(left, top);
    } else {
      this.#handlers.onPan(left - this.#last.left, top - this.#last.top);
    }
    this.#dragged = true;
    this.#last = { left, top };
  }

  #release(event: PointerEvent): void {
    const pressed = this.#pressed;
    if (!pressed) return;
    this.#pressed = null;
    if (!this.#dragged) this.#handlers.onClick(event.offsetX, event.offsetY, event.shiftKey);
    else if (pressed.lasso) this.#handlers.onLassoEnd(true, event.shiftKey);
  }

  #giveUp(): void {
    if (this.#pressed?.lasso) this.#handlers.onLassoEnd(false, false);
    this.#pressed = null;
  }
}
