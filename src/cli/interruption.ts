/** npm hands on a Ctrl-C that the terminal has sent us too, so that one press arrives twice. */
const samePressMs = 250;

/**
 * Listens for Ctrl-C (and SIGTERM): the first press calls `first`, the second one `second`. Returns a function that stops
 * listening.
 */
export function onInterruption(first: () => void, second: () => void, now: () => number): () => void {
  let pressedAt: number | null = null;
  const receive = () => {
    const time = now();
    if (pressedAt === null) {
      pressedAt = time;
      first();
    } else if (time - pressedAt >= samePressMs) second();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, receive);
  return () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, receive);
  };
}
