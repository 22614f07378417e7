import type { Side } from "./side";

/** A call of one of a side's functions, as it crosses from process to process: one line of JSON. */
export interface Order {
  readonly call: keyof Side;
  readonly arguments: readonly unknown[];
}

/** What comes back, in the same order. */
export type Answer = { readonly result: unknown } | { readonly error: string };

/** The answer of `side` to `order`; a failure is an answer too. */
export async function carryOut(side: Side, order: Order): Promise<Answer> {
  try {
    const call = side[order.call] as (...given: readonly unknown[]) => Promise<unknown>;
    return { result: (await call(...order.arguments)) ?? null };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
