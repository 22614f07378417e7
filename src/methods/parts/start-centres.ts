import type { Matrix } from "../../core/matrix";
import { stepEvent } from "../method";
import { type KMeansOptions, type KMeansResult, kmeans } from "./kmeans";

/** k-means of codes as a stretch of a training: a place to pause after every iteration, its result as the return value. */
export async function* kmeansSteps(
  points: Matrix,
  options: KMeansOptions,
): AsyncGenerator<{ readonly kind: "step"; readonly images: number }, KMeansResult, void> {
  const steps = kmeans(points, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (step.value.stage === "part") yield stepEvent(0);
    else if (step.value.stage !== "seed") yield stepEvent(points.rows);
  }
}
