import { expect, it } from "vitest";
import { lossTitle } from "./loss-names";

it("names loss terms, those of unknown ones made of their ids", () => {
  expect(["negativeLogLikelihood", "kl", "elbo", "total", "myOwnTerm", "toString"].map(lossTitle)).toEqual([
    "Negative log-likelihood",
    "KL divergence",
    "ELBO",
    "Total",
    "My own term",
    "To string",
  ]);
});
