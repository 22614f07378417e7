/** Thrown where the program itself is at fault, never for bad input. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Ends a switch over a union: a member that nobody handled does not compile, and throws if it arrives anyway. */
export function assertNever(value: never, what = "value"): never {
  throw new InvariantError(`unhandled ${what}: ${JSON.stringify(value)}`);
}

/** Returns when `condition` holds, else throws `message`. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
