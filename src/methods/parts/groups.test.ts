import { describe, expect, it } from "vitest";
import { Rng } from "../../core/rng";
import { Groups } from "./groups";

describe("Groups", () => {
  it("holds every number alone at first", () => {
    const groups = new Groups(4);
    expect([0, 1, 2, 3].map((i) => groups.rootOf(i))).toEqual([0, 1, 2, 3]);
    expect([0, 1, 2, 3].map((i) => groups.sizeOf(i))).toEqual([1, 1, 1, 1]);
  });

  it("tells as a plain list of labels does who is together, and how many they are", () => {
    const count = 61;
    const rng = Rng.fromSeed("groups");
    const groups = new Groups(count);
    const labels = Array.from({ length: count }, (_, i) => i);
    for (let round = 0; round < 50; round++) {
      const [a, b] = [rng.integer(count), rng.integer(count)];
      const [kept, gone] = [labels[a], labels[b]];
      for (let i = 0; i < count; i++) if (labels[i] === gone) labels[i] = kept;
      const root = groups.join(a, b);
      expect(groups.rootOf(a)).toBe(root);
      expect(groups.rootOf(b)).toBe(root);
      expect(groups.sizeOf(root)).toBe(labels.filter((label) => label === kept).length);
    }
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++) expect(groups.rootOf(i) === groups.rootOf(j)).toBe(labels[i] === labels[j]);
  });

  it("is as it was where both are together already, and keeps the larger group's root", () => {
    const groups = new Groups(5);
    const root = groups.join(3, 4);
    expect(groups.join(4, 3)).toBe(root);
    expect(groups.sizeOf(root)).toBe(2);
    expect(groups.join(0, 3)).toBe(root);
    expect(groups.sizeOf(root)).toBe(3);
  });
});
