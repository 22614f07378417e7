import { type Values, valueToText } from "../core/hyperparameters";
import type { RunRecipe } from "./run-record";

/** How to get a dataset again, as far as anybody can tell. */
export type SourceRecord = Pick<RunRecipe["dataset"], "source" | "limit" | "size">;

/** Built-in data made by these options, or files of which some were taken or brought to one size. */
type Source =
  | { readonly kind: "builtin"; readonly id: string; readonly options: Values }
  | { readonly kind: "files"; readonly options: { readonly limit: number | null; readonly size: number | null } };

/** What a record says of the source of its images; `paths` of files, null where nobody knows them, as on a page. */
export function sourceRecord(source: Source | null, paths: string | null = null): SourceRecord {
  if (source?.kind === "builtin") {
    const query = Object.entries(source.options).map(([name, value]) => `${name}=${valueToText(value)}`);
    return { source: `builtin:${source.id}${query.length > 0 ? `?${query.join("&")}` : ""}` };
  }
  const { limit = null, size = null } = source?.options ?? {};
  return { source: paths, ...(limit === null ? {} : { limit }), ...(size === null ? {} : { size }) };
}
