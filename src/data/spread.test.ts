import fc from "fast-check";
import { expect, test } from "vitest";
import { spreadIndices } from "./spread";

test("indices are as many as asked for, ascending, in range and near their even place", () => {
  const sizes = fc.integer({ min: 1, max: 3000 });
  fc.assert(
    fc.property(sizes, sizes, (count, limit) => {
      const indices = Array.from(spreadIndices(count, limit));
      const kept = Math.min(count, limit);
      const sound = indices.every((index, i) => {
        const ascends = index > (i === 0 ? -1 : indices[i - 1]) && index < count;
        return ascends && Math.abs(index - (i * count) / kept) <= count / kept + 2;
      });
      return sound && indices.length === kept;
    }),
  );
});

test("classes that come in turns of ten all stay", () => {
  const counts = new Array<number>(10).fill(0);
  for (const index of spreadIndices(10000, 1000)) counts[index % 10]++;
  expect(Math.min(...counts)).toBeGreaterThan(80);
});

test("no limit, or one above the count, keeps all", () => {
  expect(Array.from(spreadIndices(3, null))).toEqual([0, 1, 2]);
  expect(Array.from(spreadIndices(3, 5))).toEqual([0, 1, 2]);
});
