/** The part of a MessagePort that the wire needs: a Worker, its global scope, a MessagePort, Node's MessagePort. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  removeEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  /** Ports queue until started; workers have no such member. */
  start?(): void;
}

export type Movable = ArrayBufferLike | MessagePort;

/** One end of a typed connection. */
export interface Wire<Out, In> {
  /**
   * Sends `message`, copied. Buffers in `transfer` move instead of being copied and are empty afterwards, so only
   * fresh copies that nobody else holds may be named there, where the message is made. A port in the message must be named.
   */
  send(message: Out, transfer?: readonly Movable[]): void;
  /** Calls `receive` for every message until the returned function is called. */
  listen(receive: (message: In) => void): () => void;
}

export function wire<Out, In>(port: Port): Wire<Out, In> {
  return {
    send(message, transfer = []) {
      port.postMessage(message, movable(transfer));
    },
    listen(receive) {
      const listener = (event: MessageEvent) => receive(event.data as In);
      port.addEventListener("message", listener);
      port.start?.();
      return () => port.removeEventListener("message", listener);
    },
  };
}

/** A buffer named twice, or one shared between threads, makes postMessage throw: those are copied as usual. */
function movable(parts: readonly Movable[]): Transferable[] {
  const shared = typeof SharedArrayBuffer === "undefined" ? null : SharedArrayBuffer;
  return [...new Set(parts)].filter((part): part is ArrayBuffer | MessagePort => !(shared && part instanceof shared));
}
