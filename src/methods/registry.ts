import type { Method } from "./method";

const files = import.meta.glob<Record<string, unknown>>(
  ["./*.ts", "!./method.ts", "!./registry.ts", "!./*.test.ts", "!./*.check.ts"],
  {
    eager: true,
  },
);

/** Every method, found by its file: `dec.ts` exports one `Method` whose id is "dec". Sorted by id. */
export const methods: readonly Method[] = Object.entries(files)
  .map(([path, file]) => methodIn(path, file))
  .sort((a, b) => a.id.localeCompare(b.id));

function methodIn(path: string, file: Record<string, unknown>): Method {
  const id = path.slice(2, -3);
  const found = Object.values(file).find(
    (value): value is Method => typeof value === "object" && value !== null && "train" in value,
  );
  if (!found) throw new Error(`${path}: exports no method; wrap one in defineMethod.`);
  if (found.id !== id) throw new Error(`${path}: its method's id is "${found.id}", but must be "${id}" as the file is named.`);
  return found;
}
