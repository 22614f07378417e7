import { describe, expect, test } from "vitest";
import { encodeNpy } from "./npy";

describe("encodeNpy", () => {
  test("is what numpy writes", () => {
    // numpy 1.24.2: b = io.BytesIO(); np.save(b, np.array([[1.5, -2, 0], [3, 4, 1e9]], "<f4")); b.getvalue().hex()
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    const bytes = encodeNpy(Float32Array.from([1.5, -2, 0, 3, 4, 1e9]), [2, 3]);
    expect(bytes.length).toBe(128 + 24);
    expect([...bytes.subarray(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
    expect(new TextDecoder().decode(bytes.subarray(10, 128))).toBe(`${header.padEnd(117)}\n`);
    expect(Buffer.from(bytes.subarray(128)).toString("hex")).toBe(
      "0000c03f000000c000000000000040400000804028 6b6e4e".replace(" ", ""),
    );
  });

  test("integers, one axis, none", () => {
    const bytes = encodeNpy(Int32Array.from([1, -1]), [2]);
    expect(new TextDecoder().decode(bytes.subarray(10, 80))).toContain(
      "'descr': '<i4', 'fortran_order': False, 'shape': (2,), }",
    );
    expect([...bytes.subarray(128)]).toEqual([1, 0, 0, 0, 255, 255, 255, 255]);
    expect(encodeNpy(new Float32Array(0), [0, 10]).length).toBe(128);
  });

  test("a shape of another size is refused", () => {
    expect(() => encodeNpy(new Float32Array(5), [2, 3])).toThrow("[2, 3] needs 6 values, got 5");
  });
});
