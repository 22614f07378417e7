import { usageError } from "./command-error";

/** What `--data` names. */
export type DataSpec =
  | { readonly kind: "builtin"; readonly id: string; readonly options: Readonly<Record<string, string>> }
  | { readonly kind: "files"; readonly paths: readonly string[] };

const builtin = "builtin:";

/**
 * Reads "builtin:digits?n=2000&seed=1", a folder, or files joined by "+". A path that holds a "+" itself is taken whole where
 * `exists` knows it. Throws a CommandError for a path that isn't there.
 */
export function parseDataSpec(text: string, exists: (path: string) => boolean): DataSpec {
  if (text.startsWith(builtin)) return parseBuiltin(text.slice(builtin.length));
  const paths = exists(text) ? [text] : text.split("+").filter((path) => path !== "");
  const absent = paths.filter((path) => !exists(path));
  if (paths.length === 0 || absent.length > 0) {
    const named = (absent.length > 0 ? absent : [text]).map((path) => `"${path}"`).join(", ");
    throw usageError(`There is no file or folder ${named}; built-in data is written builtin:digits.`);
  }
  return { kind: "files", paths };
}

function parseBuiltin(text: string): DataSpec {
  const at = text.indexOf("?");
  const id = at < 0 ? text : text.slice(0, at);
  if (id === "") throw usageError('"builtin:" needs a name, such as builtin:digits?n=2000&size=16&seed=1.');
  const options: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(at < 0 ? "" : text.slice(at + 1))) options[name] = value;
  return { kind: "builtin", id, options };
}
