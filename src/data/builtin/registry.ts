import type { Source } from "../source";

const files = import.meta.glob<Record<string, unknown>>(["./*.ts", "!./registry.ts", "!./*.test.ts"], { eager: true });

/** Every built-in dataset, found by its file: `digits.ts` exports one `Source` whose id is "digits". Sorted by id. */
export const sources: readonly Source[] = Object.entries(files)
  .map(([path, file]) => sourceIn(path, file))
  .sort((a, b) => a.id.localeCompare(b.id));

function sourceIn(path: string, file: Record<string, unknown>): Source {
  const id = path.slice(2, -3);
  const found = Object.values(file).find(
    (value): value is Source => typeof value === "object" && value !== null && "load" in value,
  );
  if (!found) throw new Error(`${path}: exports no dataset; wrap one in defineSource.`);
  if (found.id !== id) throw new Error(`${path}: its dataset's id is "${found.id}", but must be "${id}" as the file is named.`);
  return found;
}

/** The built-in dataset named `id`. Throws a sentence that lists those there are. */
export function sourceNamed(id: string): Source {
  const found = sources.find((source) => source.id === id);
  if (!found)
    throw new Error(`There is no built-in dataset "${id}"; there are ${sources.map((source) => source.id).join(", ")}.`);
  return found;
}
