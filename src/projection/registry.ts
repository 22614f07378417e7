import type { Projector } from "./projector";

const files = import.meta.glob<Record<string, unknown>>(["./*-projector.ts"], { eager: true });

/** Every projector: what the files named `<id>-projector.ts` export. PCA first, the rest by title. */
export const projectors: readonly Projector[] = Object.values(files)
  .flatMap((file) => Object.values(file))
  .filter((value): value is Projector => typeof value === "object" && value !== null && "project" in value)
  .sort((a, b) => Number(b.id === "pca") - Number(a.id === "pca") || (a.title < b.title ? -1 : 1));
