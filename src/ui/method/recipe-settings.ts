import { type Field, type FieldValue, type Schema, sameValue, type Values, valueToText } from "../../core/hyperparameters";
import { unitBeside } from "../fields/unit-beside";
import { short } from "../format";

export interface RecipeSetting {
  readonly name: string;
  readonly label: string;
  readonly text: string;
  /** What it would be otherwise, in words, without its unit. */
  readonly usual: string;
}

/** Settings that `values` change from their defaults, or from what `from` has in their place, in the order of the form. */
export function recipeSettings(schema: Schema, values: Values, from: Values = {}): RecipeSetting[] {
  return Object.entries(schema).flatMap(([name, field]) => {
    const value = values[name];
    const usual = from[name] ?? field.default;
    if (value === undefined || sameValue(value, usual)) return [];
    return [{ name, label: field.label, text: settingText(field, value), usual: settingText(field, usual, false) }];
  });
}

/** A value as the form has it in words. */
export function settingText(field: Field, value: FieldValue, withUnit = true): string {
  const beside = withUnit ? unitBeside(field) : undefined;
  const unit = beside ? ` ${beside}` : "";
  if (field.kind === "choice") return field.options.find((option) => option.value === value)?.label ?? String(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "number") return `${Number.isInteger(value) ? value : short(value)}${unit}`;
  return `${valueToText(value)}${unit}`;
}
