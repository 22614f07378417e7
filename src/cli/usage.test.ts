import { expect, it } from "vitest";
import { usage } from "./usage";

/** What stands beside a flag. */
const helpOf = (flag: string) => usage.slice(usage.indexOf(`  --${flag} `)).split(/\n {2}--/)[0];

it("names every form of vectors for data and for features", () => {
  for (const flag of ["data", "features"])
    for (const form of ["NPY", "NPZ", "HDF5", "CSV", "TSV"]) expect(helpOf(flag)).toContain(form);
});
