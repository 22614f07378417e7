/** Resolves in a later macrotask, after messages that already wait have been handled. */
export type GiveWay = () => Promise<void>;

/** A way to give up the thread. */
export interface Turns {
  readonly next: GiveWay;
  close(): void;
}

/**
 * Macrotasks by MessageChannel in a browser: `setTimeout` is clamped to 4 ms there, and a microtask would run before
 * any waiting command is seen. Node hands out up to 1,000 messages of one port before it looks at another, so that a
 * pause took 990 steps to be seen; its `setImmediate` runs after every port was looked at.
 */
export function openTurns(): Turns {
  return typeof setImmediate === "function" ? immediateTurns() : channelTurns();
}

function immediateTurns(): Turns {
  return { next: () => new Promise((resolve) => setImmediate(resolve)), close() {} };
}

function channelTurns(): Turns {
  const { port1, port2 } = new MessageChannel();
  // Several may wait at a time: a message each, in their order.
  const waiting: (() => void)[] = [];
  const listener = () => waiting.shift()?.();
  port1.addEventListener("message", listener);
  port1.start();
  return {
    next() {
      return new Promise((resolve) => {
        waiting.push(resolve);
        port2.postMessage(null);
      });
    },
    close() {
      port1.removeEventListener("message", listener);
      port1.close();
      port2.close();
    },
  };
}

let turns: Turns | null = null;

/** Resolves in a later macrotask, once messages that wait have been handled. */
export function giveUpThread(): Promise<void> {
  turns ??= openTurns();
  return turns.next();
}
