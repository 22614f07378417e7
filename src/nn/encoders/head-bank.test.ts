import { beforeAll, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { memoryInUse } from "../backend";
import { relativeError, startBackend, take } from "../testing";
import * as tf from "../tfjs";
import { disposeVariables } from "../variables";
import { copyHead, headBank } from "./head-bank";

beforeAll(async () => {
  await startBackend("wasm");
});

it.each([0, 5])("computes what each of its heads, with %i hidden units, would compute by itself", async (hidden) => {
  const before = memoryInUse();
  const shape = { inputs: 4, hidden, outputs: 3 };
  const bank = headBank({ count: 3, ...shape }, Rng.fromSeed(1));
  const alone = headBank({ count: 1, ...shape }, Rng.fromSeed(2));
  const codes = Array.from({ length: 8 }, (_, i) => Math.sin(i));
  const pass = (heads: typeof bank) => take(tf.tidy(() => heads.apply(tf.tensor2d(codes, [2, 4]))));
  const all = await pass(bank);
  expect(all).toHaveLength(3 * 2 * 3);
  for (const h of [0, 1, 2]) {
    copyHead(bank, h, alone);
    expect(relativeError(await pass(alone), all.slice(6 * h, 6 * h + 6))).toBeLessThan(1e-6);
  }
  // Heads start apart.
  expect(all.slice(0, 6)).not.toEqual(all.slice(6, 12));
  disposeVariables(bank.variables);
  disposeVariables(alone.variables);
  expect(memoryInUse()).toEqual(before);
});
