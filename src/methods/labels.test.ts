import { expect, it } from "vitest";
import { conditionsOf, type Field } from "../core/hyperparameters";
import { methods } from "./registry";

/** Whether a form can show both at a time. */
function together(one: Field, other: Field): boolean {
  const others = conditionsOf(other);
  return conditionsOf(one).every((a) => others.every((b) => a.field !== b.field || a.is.some((value) => b.is.includes(value))));
}

it.each(methods.map(({ title, hyperparameters }) => [title, hyperparameters] as const))(
  "%s has no two settings of one name in its form, and no choice named as its heading",
  (_, schema) => {
    const fields = Object.entries<Field>(schema);
    const twice = fields.flatMap(([name, field], i) =>
      fields
        .slice(i + 1)
        .filter(([, other]) => other.label === field.label && together(field, other))
        .map(([other]) => `${field.label}: ${name} and ${other}`),
    );
    expect(twice).toEqual([]);
    const headings = fields.filter(([, { kind, label, group }]) => kind === "choice" && label === group);
    expect(headings.map(([name]) => name)).toEqual([]);
  },
);
