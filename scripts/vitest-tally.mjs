import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A vitest reporter that writes what scripts/test.mjs adds up; unlike vitest's JSON it keeps the reasons of skipped tests. */
export default class Tally {
  onTestRunEnd(modules, unhandledErrors) {
    const tally = { passed: 0, failed: 0, skipped: [] };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        if (state === "passed") tally.passed++;
        else if (state === "failed") tally.failed++;
        else tally.skipped.push({ name: `${module.relativeModuleId}: ${test.fullName}`, reason: note ?? null });
      }
      // A file that could not be loaded, or a suite whose set-up threw, holds no failed test but failed all the same.
      tally.failed += module.errors().length;
      for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
    }
    tally.failed += unhandledErrors.length;
    const file = process.env.KINDRED_TALLY ?? "test-results/unit.json";
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(tally));
  }
}
