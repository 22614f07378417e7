import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { featuresKey, modelHash } from "./features-key";

describe("keys of features", () => {
  it("hash a model as any other program would", async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i);
    const expected = createHash("sha256").update(bytes).digest("hex");
    expect(await modelHash(bytes)).toBe(expected);
    const shared = new Uint8Array(new SharedArrayBuffer(1000));
    shared.set(bytes);
    expect(await modelHash(shared)).toBe(expected);
  });

  it("differ with the model, the pictures and every option, and only with these", async () => {
    const keys = await Promise.all([
      featuresKey("m", {}, "d"),
      featuresKey("n", {}, "d"),
      featuresKey("m", {}, "e"),
      featuresKey("m", { side: 32 }, "d"),
      featuresKey("m", { normalisation: "unit" }, "d"),
    ]);
    expect(new Set(keys).size).toBe(5);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(await featuresKey("m", { normalisation: "imagenet" }, "d")).toBe(keys[0]);
  });
});
