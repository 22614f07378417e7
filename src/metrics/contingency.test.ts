import fc from "fast-check";
import { expect, test } from "vitest";
import { contingencyOf } from "./contingency";

test("counts every pair of cluster and class once, empty cells never", () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: -2, max: 5000 }), fc.integer({ min: -1, max: 4 })), { maxLength: 60 });
  fc.assert(
    fc.property(pairs, (drawn) => {
      const labels = Int32Array.from(drawn, ([label]) => label);
      const truth = Int32Array.from(drawn, ([, code]) => code);
      const table = contingencyOf(labels, truth);
      const labelled = drawn.filter(([, code]) => code >= 0);
      expect([table.total, table.rows, table.cols]).toEqual([
        labelled.length,
        new Set(labelled.map(([label]) => label)).size,
        new Set(labelled.map(([, code]) => code)).size,
      ]);
      const cells = new Map<string, number>();
      for (const pair of labelled) cells.set(pair.join(), (cells.get(pair.join()) ?? 0) + 1);
      expect([...table.counts].sort()).toEqual([...cells.values()].sort());
      for (let row = 0; row < table.rows; row++) {
        const columns = table.columns.subarray(table.starts[row], table.starts[row + 1]);
        expect(new Set(columns).size).toBe(columns.length);
        const sum = table.counts.subarray(table.starts[row], table.starts[row + 1]).reduce((total, count) => total + count, 0);
        expect(sum).toBe(table.rowSums[row]);
      }
      table.colSums.forEach((sum, col) => {
        expect(sum).toBe(table.counts.reduce((total, count, cell) => total + (table.columns[cell] === col ? count : 0), 0));
      });
    }),
  );
});
