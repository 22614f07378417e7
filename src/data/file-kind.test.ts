import { expect, test } from "vitest";
import { sniff, whyNotPicture } from "./file-kind";

test("what is nothing known is told all that is", () => {
  const kind = sniff(Uint8Array.of(1, 2, 3, 4));
  expect(kind).toBe("unknown");
  for (const form of ["PNG", "AVIF", "IDX", "CIFAR", "NPY", "NPZ", "HDF5", "CSV", "TSV", "ZIP"])
    expect(whyNotPicture(kind)).toContain(form);
});
