/** Passes calls on at most once every `everyMs`; the first passes at once, and `force` lets one through regardless. */
export function throttled<Args extends readonly unknown[]>(
  call: (...args: Args) => void,
  everyMs: number,
  now: () => number,
): (force: boolean, ...args: Args) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (force, ...args) => {
    const time = now();
    if (!force && time - last < everyMs) return;
    last = time;
    call(...args);
  };
}
