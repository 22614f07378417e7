import type { Field } from "../../core/hyperparameters";

/** The unit that stands beside a field's label; none where the label says it already, as in "Extra views". */
export function unitBeside({ label, unit }: Pick<Field, "label" | "unit">): string | undefined {
  const named = wordsOf(label);
  return unit !== undefined && wordsOf(unit).every((word) => named.includes(word)) ? undefined : unit;
}

/** Its words in lower case and without the s of many. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\d%]+/u)
    .filter(Boolean)
    .map((word) => word.replace(/s$/, ""));
}
