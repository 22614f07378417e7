import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { methodId } from "../core/ids";
import type { SavedState } from "../core/saved-state";
import type { Checkpoint } from "../worker/protocol";
import { CheckpointFormatError, checkpointFromJson, checkpointToJson, decodeState, encodeState } from "./checkpoint-json";

const roundTrip = (state: SavedState) => decodeState(JSON.parse(JSON.stringify(encodeState(state))));

const checkpoint: Checkpoint = {
  format: 1,
  methodId: methodId("idec"),
  values: { gamma: 0.1, widths: [500, 500, 2000], encoder: "dense", balanced: true },
  clusters: 10,
  seed: 7,
  datasetHash: "00ff",
  epoch: 12,
  state: { weights: new Float32Array([0.1, Number.NaN, -0, Number.POSITIVE_INFINITY]), step: 3, labels: new Int32Array([1, -1]) },
};

describe("checkpoint as JSON", () => {
  it("comes back equal, types of arrays included", () => {
    const back = checkpointFromJson(checkpointToJson(checkpoint));
    expect(back).toStrictEqual(checkpoint);
    expect((back.state as { weights: unknown }).weights).toBeInstanceOf(Float32Array);
  });

  it("keeps every bit of arrays, those that view a part of a buffer included", () => {
    const part = new Float64Array([0, 1 / 3, Math.PI, 5]).subarray(1, 3);
    expect(roundTrip(part)).toStrictEqual(new Float64Array([1 / 3, Math.PI]));
    const long = Uint8Array.from({ length: 100_003 }, (_, i) => (i * 31) % 256);
    expect(roundTrip(long)).toStrictEqual(long);
    expect(roundTrip(new Int32Array(0))).toStrictEqual(new Int32Array(0));
  });

  it("keeps numbers that JSON lacks, and keys that look like its own marks", () => {
    const state = { a: Number.NaN, b: [Number.NEGATIVE_INFINITY, -0], $array: "text", $$: null, $number: "NaN" };
    expect(roundTrip(state)).toStrictEqual(state);
  });

  it("keeps any state", () => {
    const { state } = fc.letrec<{ state: SavedState }>((tie) => ({
      state: fc.oneof(
        { depthSize: "small" },
        fc.constant(null),
        fc.boolean(),
        fc.double(),
        fc.string(),
        fc.float32Array(),
        fc.float64Array(),
        fc.int32Array(),
        fc.uint8Array(),
        fc.array(tie("state"), { maxLength: 4 }),
        // "__proto__" as a key of a literal would set the prototype.
        fc.dictionary(
          fc.string().filter((key) => key !== "__proto__"),
          tie("state"),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    }));
    fc.assert(
      fc.property(state, (given) => {
        expect(roundTrip(given)).toStrictEqual(given);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("refuses other files with a sentence", () => {
    const json = JSON.parse(checkpointToJson(checkpoint));
    const reading = (value: unknown) => () => checkpointFromJson(typeof value === "string" ? value : JSON.stringify(value));
    expect(reading("not json")).toThrow(CheckpointFormatError);
    expect(reading("[]")).toThrow("This file is not a Kindred checkpoint.");
    expect(reading({ ...json, kind: "other" })).toThrow("This file is not a Kindred checkpoint.");
    expect(reading({ ...json, format: 2 })).toThrow("This checkpoint has format 2, but this version reads format 1.");
    expect(reading({ ...json, seed: undefined, state: undefined })).toThrow("it lacks seed, state.");
    expect(reading({ ...json, elapsedMs: "an hour" })).toThrow("it lacks elapsedMs.");
    expect(reading({ ...json, state: { $array: "BigInt64Array", base64: "" } })).toThrow('an array of type "BigInt64Array"');
    expect(reading({ ...json, state: { $array: "Float32Array", base64: "AAA=" } })).toThrow("bytes of a Float32Array are broken");
  });
});
