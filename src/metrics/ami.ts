import { expectedInformation } from "./expected-information";
import { entropyOf, mutualInformation } from "./information";
import type { Metric } from "./metric";

/**
 * Mutual information beyond chance, (I - E) / ((H + H') / 2 - E), where E is what clusters and classes of these sizes have by
 * chance (Vinh, Epps and Bailey, JMLR 11, 2010, AMI_sum). Equal partitions have 1, where scikit-learn's answer for images that are
 * all alone in both is 0 or 1 by rounding.
 */
export const ami: Metric = {
  id: "ami",
  name: "AMI",
  title: "Adjusted mutual information",
  group: "information",
  headline: false,
  // -0.565 is the least for any two partitions of up to eight images (all tried); a bound for more is not known.
  range: [-1, 1],
  better: "higher",
  summary: "NMI without the part that mere chance gives: 0 is as good as guessing, so that many small clusters win nothing.",
  formula:
    "Mutual information minus its mean over random clusterings of the same sizes, over the most it could be (mean entropy) minus that mean.",
  compute(table) {
    const { rows, cols, counts, rowSums, colSums, total } = table;
    if (total === 0) return Number.NaN;
    if (counts.length === rows && counts.length === cols) return 1;
    const expected = expectedInformation(rowSums, colSums, total);
    const room = (entropyOf(rowSums, total) + entropyOf(colSums, total)) / 2 - expected;
    const least = room < 0 ? -Number.EPSILON : Number.EPSILON;
    return (mutualInformation(table) - expected) / (Math.abs(room) < Number.EPSILON ? least : room);
  },
};
