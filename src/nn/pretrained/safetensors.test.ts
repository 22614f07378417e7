import { describe, expect, it } from "vitest";
import { fileKind } from "./file-kind";
import { ModelError } from "./model-error";
import { readSafetensors } from "./safetensors";
import { float32Tensor, safetensorsFile } from "./testing";

const read = (dtype: string, shape: number[], bytes: ArrayBufferLike) => [
  ...(readSafetensors(safetensorsFile({ x: { dtype, shape, bytes: new Uint8Array(bytes) } }), "f")
    .get("x")
    ?.read() ?? []),
];

/** A file of this header and so many bytes behind it. */
function file(header: string, behind = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + behind);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

it("is known by its header, whatever length that has", () => {
  for (let length = 64; length < 64 + 512; length++) {
    const bytes = file(`{"x":0${" ".repeat(length - 7)}}`);
    expect(fileKind(bytes, "weights")).toBe("safetensors");
  }
});

describe("readSafetensors", () => {
  it("reads float32, wherever the values begin", () => {
    for (const name of ["x", "xy", "xyz", "xyzw"]) {
      const tensors = readSafetensors(safetensorsFile({ [name]: float32Tensor([2, 2], [1, -2.5, 3, 4]) }), "f");
      expect(tensors.get(name)?.shape).toEqual([2, 2]);
      expect([...(tensors.get(name)?.read() ?? [])]).toEqual([1, -2.5, 3, 4]);
    }
  });

  it("reads float16: bit patterns and values as IEEE 754 gives them", () => {
    // One, minus two, the largest, the smallest normal, the smallest of all, zeros, infinities.
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x0000, 0x8000, 0x7c00, 0xfc00, 0x3555);
    expect(read("F16", [10], bits.buffer)).toEqual([
      1,
      -2,
      65504,
      2 ** -14,
      2 ** -24,
      0,
      -0,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      0.333251953125,
    ]);
    expect(read("F16", [1], Uint16Array.of(0x7e00).buffer)).toEqual([Number.NaN]);
  });

  it("reads bfloat16, the upper half of a float32", () => {
    expect(read("BF16", [3], Uint16Array.of(0x3f80, 0xc020, 0x4049).buffer)).toEqual([1, -2.5, 3.140625]);
  });

  it("passes over types that it does not know until they are asked for", () => {
    expect(() => read("I64", [1], new BigInt64Array(1).buffer)).toThrow("holds x as I64: only F32, F16 and BF16");
  });

  const entry = (offsets: string, shape = "[1]") => `{"x":{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}}`;
  it.each([
    ["too short", new Uint8Array(5), /too short/],
    ["with a header beyond its end", file("{}").fill(255, 0, 4), /longer than the file/],
    ["with no JSON", file("{not json}"), /header can't be read/],
    ["with a list", file("[1, 2]"), /no list of tensors/],
    ["with values beyond its end", file(entry("[0, 4]"), 3), /x lies beyond its end/],
    ["with places the wrong way round", file(entry("[4, 0]"), 4), /x lies beyond its end/],
    ["with a negative place", file(entry("[-4, 0]"), 4), /where x lies/],
    ["with values that do not fit the shape", file(entry("[0, 8]"), 8), /another size than its shape/],
    ["with an entry that is none", file(`{"x":3}`), /where x lies/],
  ] as const)("refuses a file %s", (_, bytes, sentence) => {
    expect(() => readSafetensors(bytes, "f.safetensors")).toThrow(ModelError);
    expect(() => readSafetensors(bytes, "f.safetensors")).toThrow(sentence);
  });
});
