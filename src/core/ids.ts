declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** One training run, unique within a page. */
export type RunId = Branded<"RunId">;
/** A method's plug-in id, equal to its file name. */
export type MethodId = Branded<"MethodId">;
/** One loaded dataset, unique within a page. */
export type DatasetId = Branded<"DatasetId">;

export const runId = (text: string): RunId => text as RunId;
export const methodId = (text: string): MethodId => text as MethodId;
export const datasetId = (text: string): DatasetId => text as DatasetId;
