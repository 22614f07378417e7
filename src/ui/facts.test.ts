import { describe, expect, it } from "vitest";
import type { EpochFacts } from "../worker/protocol";
import { clusterUse, factTitle, latestFacts, shownFacts } from "./facts";

const entry = (epoch: number, phase: string, facts: EpochFacts["facts"]): EpochFacts => ({ epoch, phase, losses: {}, facts });

describe("facts of epochs", () => {
  it("are the last ones told in the present phase", () => {
    const history = [
      entry(1, "pretrain", { spread: 1, epochsLeft: 2 }),
      entry(2, "cluster", { confidence: 0.5 }),
      entry(3, "cluster", { changed: 0.1, confidence: 0.6 }),
      entry(4, "cluster", {}),
    ];
    expect(latestFacts(history)).toEqual({ confidence: 0.6, changed: 0.1 });
    expect(latestFacts(history.slice(0, 1))).toEqual({ spread: 1, epochsLeft: 2 });
    expect(latestFacts([])).toEqual({});
  });

  it("have names and units, those of unknown ones made of their ids", () => {
    const shown = shownFacts({ otsuMargin: 0.25, converged: 0, iterations: 12_000, changed: 0.0123 }, 10);
    expect(shown.map(({ title, text }) => `${title} ${text}`)).toEqual([
      "Changed cluster 1.2 %",
      "Iterations 12,000",
      "Converged no",
      "Otsu margin 0.25",
    ]);
    expect(shownFacts({ drift: Number.NaN }, 10)[0].text).toBe("–");
  });

  it("say first and in one how clusters are used, and warn where they collapse", () => {
    const [first, second] = shownFacts({ confidence: 1, usedClusters: 10, effectiveClusters: 8.713 }, 10);
    expect(first).toMatchObject({ title: "Clusters used", text: "10 of 10, 8.7 effective", warns: false });
    expect(second.title).toBe("Mean confidence");
    expect(shownFacts({ usedClusters: 9, effectiveClusters: 8 }, 10)[0].warns).toBe(true);
    expect(shownFacts({ usedClusters: 10, effectiveClusters: 4.9 }, 10)[0].warns).toBe(true);
    expect(clusterUse({ usedClusters: 3 }, 10)).toBeNull();
    expect(shownFacts({ usedClusters: 3 }, 10)).toMatchObject([{ title: "Used clusters", text: "3" }]);
  });

  it("are split at the humps of their ids, with abbreviations kept", () => {
    expect(["kmeansRestarts", "meanKL", "ELBOBound", "noise_share", "x"].map(factTitle)).toEqual([
      "Kmeans restarts",
      "Mean KL",
      "ELBO bound",
      "Noise share",
      "X",
    ]);
  });
});
