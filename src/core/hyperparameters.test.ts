import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boolean,
  choice,
  defaultsOf,
  faultOf,
  integer,
  integers,
  number,
  parseValues,
  tuneValues,
  valuesFromText,
  valueToText,
} from "./hyperparameters";

const schema = {
  rate: number({ label: "Rate", help: "How fast.", default: 1e-3, min: 1e-6, max: 1, scale: "log", live: true }),
  epochs: integer({ label: "Epochs", help: "How long.", default: 10, min: 0, max: 100 }),
  centred: boolean({ label: "Centred", help: "Whether.", default: false, live: true }),
  start: choice({
    label: "Start",
    help: "From where.",
    options: [
      { value: "kmeans", label: "k-means" },
      { value: "random", label: "Random" },
    ],
    default: "kmeans",
  }),
  widths: integers({ label: "Widths", help: "How wide.", default: [500, 10], min: 1, max: 4096, minLength: 1, maxLength: 3 }),
};

describe("parseValues", () => {
  it("fills what is missing with the defaults", () => {
    expect(parseValues(schema, { epochs: 3 })).toEqual({ ...defaultsOf(schema), epochs: 3 });
    expect(parseValues(schema, undefined)).toEqual(defaultsOf(schema));
  });

  it("keeps values that look like nothing", () => {
    expect(parseValues(schema, { epochs: 0, centred: false })).toMatchObject({ epochs: 0, centred: false });
  });

  it("names every fault at once, unknown names too", () => {
    const wrong = { rate: Number.NaN, epochs: 2.5, centred: "yes", start: "middle", widths: [0], speed: 1 };
    expect(() => parseValues(schema, wrong)).toThrow(
      "speed: no such setting; there are rate, epochs, centred, start, widths. " +
        "rate: must be a number from 0.000001 to 1, got no number. epochs: must be a whole number from 0 to 100, got 2.5. " +
        'centred: must be true or false, got "yes". start: must be one of kmeans, random, got "middle". ' +
        "widths: must be 1 to 3 whole numbers from 1 to 4096, such as 500-500-2000, got [0].",
    );
  });

  it.each([[[1, 2]], ["text"], [7]])("refuses %j, which is no record", (input) => {
    expect(() => parseValues(schema, input)).toThrow("must be a record");
  });
});

describe("tuneValues", () => {
  it("changes live settings and nothing else", () => {
    const values = defaultsOf(schema);
    expect(tuneValues(schema, values, { rate: 0.5 })).toEqual({ ...values, rate: 0.5 });
    expect(() => tuneValues(schema, values, { epochs: 20 })).toThrow("epochs: this setting cannot change during a run");
    expect(() => tuneValues(schema, values, { rate: 2 })).toThrow("rate: must be a number from 0.000001 to 1, got 2.");
  });
});

describe("text", () => {
  it("of any valid value reads back as that value", () => {
    const value = fc.record(
      {
        rate: fc.double({ min: 1e-6, max: 1, noNaN: true }),
        epochs: fc.integer({ min: 0, max: 100 }),
        centred: fc.boolean(),
        start: fc.constantFrom("kmeans", "random"),
        widths: fc.array(fc.integer({ min: 1, max: 4096 }), { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(value, (values) => {
        const texts = Object.fromEntries(Object.entries(values).map(([name, one]) => [name, valueToText(one)]));
        expect(valuesFromText(schema, texts)).toEqual({ ...values });
      }),
      { seed: 1 },
    );
  });

  it.each(["", " ", "1e", "ten"])("%j is not a number", (text) => {
    const fault = `epochs: must be a whole number from 0 to 100, got ${JSON.stringify(text)}.`;
    expect(() => valuesFromText(schema, { epochs: text })).toThrow(fault);
  });

  it("names what was given in the place of numbers", () => {
    expect(() => valuesFromText(schema, { widths: "500-wide" })).toThrow('such as 500-500-2000, got "500-wide".');
    expect(() => valuesFromText(schema, { rate: "1e999" })).toThrow('got "1e999".');
    expect(() => valuesFromText(schema, { rate: "7" })).toThrow("got 7.");
    expect(faultOf(schema.rate, Number.NaN)).toContain("got no number.");
  });
});

it("a default outside its own range would be a fault", () => {
  for (const field of Object.values(schema)) expect(faultOf(field, field.default)).toBeNull();
  expect(faultOf({ ...schema.rate, max: 1e-4 }, schema.rate.default)).toMatch(/^must be a number/);
});
