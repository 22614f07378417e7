/** Facts that every field declares once, for form, help, link and command line alike. */
interface Declared {
  readonly label: string;
  /** What it does and what to expect from changing it, in sentences. */
  readonly help: string;
  /** The symbol in the literature, such as "α". */
  readonly symbol?: string;
  /** The unit of the stored value, such as "epochs". */
  readonly unit?: string;
  /** May change while a run goes on. */
  readonly live?: boolean;
  /** Heading under which a form shows it. */
  readonly group?: string;
  /** Shown only on request. */
  readonly advanced?: boolean;
  /** Meaningful only while another field has one of these values; each of several, where there are several conditions. */
  readonly when?: Condition | readonly Condition[];
}

export interface Condition {
  readonly field: string;
  readonly is: readonly (string | boolean)[];
}

export interface NumberField extends Declared {
  readonly kind: "number";
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly scale?: "linear" | "log";
}
export interface IntegerField extends Declared {
  readonly kind: "integer";
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
export interface BooleanField extends Declared {
  readonly kind: "boolean";
  readonly default: boolean;
}
export interface ChoiceField<Option extends string = string> extends Declared {
  readonly kind: "choice";
  readonly default: Option;
  readonly options: readonly { readonly value: Option; readonly label: string }[];
}
/** A list of integers such as layer widths, written "500-500-2000". */
export interface IntegersField extends Declared {
  readonly kind: "integers";
  readonly default: readonly number[];
  /** Bounds of each entry. */
  readonly min: number;
  readonly max: number;
  readonly minLength: number;
  readonly maxLength: number;
}

export type Field = NumberField | IntegerField | BooleanField | ChoiceField | IntegersField;
/** One entry a hyperparameter. Plain data: it crosses the wire and can be printed as JSON. */
export type Schema = { readonly [name: string]: Field };
export type FieldValue = number | boolean | string | readonly number[];
/** Values of any schema, by name. */
export type Values = { readonly [name: string]: FieldValue };

type ValueOf<F extends Field> =
  F extends ChoiceField<infer Option>
    ? Option
    : F extends BooleanField
      ? boolean
      : F extends IntegersField
        ? readonly number[]
        : number;
/** The values' type, inferred from the declaration. */
export type ValuesOf<S extends Schema> = { readonly [Name in keyof S]: ValueOf<S[Name]> };

export const number = (field: Omit<NumberField, "kind">): NumberField => ({ kind: "number", ...field });
export const integer = (field: Omit<IntegerField, "kind">): IntegerField => ({ kind: "integer", ...field });
export const boolean = (field: Omit<BooleanField, "kind">): BooleanField => ({ kind: "boolean", ...field });
export const integers = (field: Omit<IntegersField, "kind">): IntegersField => ({ kind: "integers", ...field });
/** A choice; `default` must be one of the options' values, which the compiler checks. */
export const choice = <const Option extends string>(
  field: Omit<ChoiceField<Option>, "kind" | "default"> & { readonly default: NoInfer<Option> },
): ChoiceField<Option> => ({ kind: "choice", ...field });

/** Names every fault of a set of values at once. */
export class HyperparameterError extends Error {
  override readonly name = "HyperparameterError";
  constructor(readonly faults: readonly string[]) {
    super(faults.join(" "));
  }
}

export function defaultsOf<S extends Schema>(schema: S): ValuesOf<S> {
  return Object.fromEntries(Object.entries(schema).map(([name, field]) => [name, field.default])) as ValuesOf<S>;
}

/**
 * Checked values of `schema`: missing ones take their default. Throws one HyperparameterError that names every fault:
 * wrong types, values out of range and unknown names.
 */
export function parseValues<S extends Schema>(schema: S, input: unknown): ValuesOf<S> {
  if (input === undefined || input === null) return defaultsOf(schema);
  if (typeof input !== "object" || Array.isArray(input))
    throw new HyperparameterError(["The settings must be a record of names and values."]);
  const given = input as Record<string, unknown>;
  const faults = unknownNames(schema, Object.keys(given));
  const values: Record<string, FieldValue> = {};
  for (const [name, field] of Object.entries(schema)) {
    const value = given[name] === undefined ? field.default : given[name];
    const fault = faultOf(field, value);
    if (fault) faults.push(`${name}: ${fault}`);
    else values[name] = value as FieldValue;
  }
  if (faults.length > 0) throw new HyperparameterError(faults);
  return values as ValuesOf<S>;
}

/** `current` with `patch` laid over it. Throws as parseValues does, and for every field that is not `live`. */
export function tuneValues<S extends Schema>(schema: S, current: ValuesOf<S>, patch: unknown): ValuesOf<S> {
  const names = typeof patch === "object" && patch !== null ? Object.keys(patch) : [];
  const frozen = names
    .filter((name) => schema[name] && !schema[name].live)
    .map((name) => `${name}: this setting cannot change during a run; stop and start again to use it.`);
  if (frozen.length > 0) throw new HyperparameterError(frozen);
  return parseValues(schema, { ...current, ...(patch as object) });
}

/** Whether a field means something while the others have these values. */
export function applies(field: Field, values: Values): boolean {
  return conditionsOf(field).every(({ field: name, is }) => {
    const other = values[name];
    return (typeof other === "string" || typeof other === "boolean") && is.includes(other);
  });
}

/** What has to hold for a field to mean something; nothing for most. */
export function conditionsOf({ when = [] }: Declared): readonly Condition[] {
  return "field" in when ? [when] : when;
}

/** The fields of `schema`, each meaningful only while `condition` holds as well. */
export function onlyWhile<S extends Schema>(schema: S, condition: Condition): S {
  const entries = Object.entries(schema).map(([name, field]) => [name, { ...field, when: [...conditionsOf(field), condition] }]);
  return Object.fromEntries(entries) as S;
}

/** Values from texts, as a link or a command line gives them. Missing names are left out; throws as parseValues does. */
export function valuesFromText(schema: Schema, texts: Readonly<Record<string, string>>): Values {
  const faults = unknownNames(schema, Object.keys(texts));
  const values: Record<string, FieldValue> = {};
  for (const [name, text] of Object.entries(texts)) {
    const field = schema[name];
    if (!field) continue;
    const value = fromText(field, text);
    // Text that is no number is shown as it was given.
    const noNumber = [value].flat().some((part) => typeof part === "number" && !Number.isFinite(part));
    const fault = faultOf(field, value, noNumber ? text : value);
    if (fault) faults.push(`${name}: ${fault}`);
    else values[name] = value as FieldValue;
  }
  if (faults.length > 0) throw new HyperparameterError(faults);
  return values;
}

/** One value as text, which valuesFromText reads back to the same value. */
export function valueToText(value: FieldValue): string {
  return Array.isArray(value) ? value.join("-") : String(value);
}

export function sameValue(a: FieldValue, b: FieldValue): boolean {
  return valueToText(a) === valueToText(b);
}

function fromText(field: Field, text: string): unknown {
  switch (field.kind) {
    case "number":
    case "integer":
      return text.trim() === "" ? Number.NaN : Number(text);
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    case "integers":
      return text.split(/[-,]/).map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
    case "choice":
      return text;
  }
}

function unknownNames(schema: Schema, names: readonly string[]): string[] {
  const known = Object.keys(schema);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => `${name}: no such setting; there are ${known.join(", ") || "none"}.`);
}

/** What is wrong with `value`, as a sentence, or null; `shown` is what was given for it. */
export function faultOf(field: Field, value: unknown, shown = value): string | null {
  const given = `got ${Number.isNaN(shown) ? "no number" : (JSON.stringify(shown) ?? String(shown))}.`;
  switch (field.kind) {
    case "number":
      if (typeof value !== "number" || !(value >= field.min && value <= field.max))
        return `must be a number from ${field.min} to ${field.max}, ${given}`;
      return null;
    case "integer":
      if (typeof value !== "number" || !Number.isInteger(value) || value < field.min || value > field.max)
        return `must be a whole number from ${field.min} to ${field.max}, ${given}`;
      return null;
    case "boolean":
      return typeof value === "boolean" ? null : `must be true or false, ${given}`;
    case "choice": {
      const options = field.options.map((option) => option.value);
      return options.includes(value as string) ? null : `must be one of ${options.join(", ")}, ${given}`;
    }
    case "integers": {
      const list = Array.isArray(value) ? (value as unknown[]) : null;
      const right =
        list !== null &&
        list.length >= field.minLength &&
        list.length <= field.maxLength &&
        list.every((entry) => Number.isInteger(entry) && (entry as number) >= field.min && (entry as number) <= field.max);
      return right
        ? null
        : `must be ${field.minLength} to ${field.maxLength} whole numbers from ${field.min} to ${field.max}, such as 500-500-2000, ${given}`;
    }
  }
}
