import { describe, expect, it } from "vitest";
import { methodId } from "../../core/ids";
import { testMethod } from "../../store/testing";
import type { MethodDescriptor } from "../../worker/protocol";
import { findMethods, firstSentence } from "./find-methods";

const method = (id: string, family: MethodDescriptor["family"], title: string, summary: string): MethodDescriptor => ({
  ...testMethod,
  id: methodId(id),
  family,
  title,
  summary,
  recipes: [],
  reference: { authors: "Müller and Ng", title: "On groups", venue: "ICML", year: 2020 },
});
const methods = [
  method("kmeans", "classical", "k-means", "Moves centres."),
  method("gmm", "classical", "Gaussian mixture", "Soft k-means."),
  method("vade", "generative", "VaDE", "Draws new images."),
  method("idec", "autoencoder", "IDEC", "Keeps reconstructing while it clusters."),
  method("dec", "autoencoder", "DEC", "Tightens clusters."),
];
const found = (query: string) => findMethods(methods, query).map(({ title, methods: own }) => [title, own.map(({ id }) => id)]);

describe("finding a method", () => {
  it("lists all of them by family and name", () => {
    expect(found("")).toEqual([
      ["Autoencoders", ["dec", "idec"]],
      ["Generative models", ["vade"]],
      ["Classical, without a network", ["gmm", "kmeans"]],
    ]);
  });

  it("looks for every word in names, descriptions and papers, without case and accents; names come first", () => {
    expect(found("k-MEANS")).toEqual([["Classical, without a network", ["kmeans", "gmm"]]]);
    expect(found("muller generative")).toEqual([["Generative models", ["vade"]]]);
    expect(found("2020 clusters").flat(2)).toEqual(["Autoencoders", "dec", "idec"]);
    expect(found("nothing such")).toEqual([]);
  });

  it("looks in the advice too, and knows words that mean the same", () => {
    const advised = methods.map((one) => ({
      ...one,
      takeWhen: one.id === "gmm" ? "Take it for a quick look at colour." : "Take it.",
    }));
    for (const query of ["quick", "fast", "fast color"])
      expect(findMethods(advised, query).flatMap(({ methods: own }) => own.map(({ id }) => id))).toEqual(["gmm"]);
    expect(findMethods(advised, "constructor")).toEqual([]);
  });

  it("looks in the names of recipes", () => {
    const ablated = methods.map((one) =>
      one.id === "dec" ? { ...one, recipes: [{ id: "plain", title: "Without decoder", help: "As it is.", values: {} }] } : one,
    );
    expect(findMethods(ablated, "without decoder").flatMap(({ methods: own }) => own.map(({ id }) => id))).toEqual(["dec"]);
  });

  it("says what it does in one sentence", () => {
    expect(firstSentence("Learns 0.5 of it. Then more.")).toBe("Learns 0.5 of it.");
    expect(firstSentence("Uses k, e.g. ten. It ends.")).toBe("Uses k, e.g. ten.");
    expect(firstSentence("No point")).toBe("No point");
  });
});
