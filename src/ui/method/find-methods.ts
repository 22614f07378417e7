import type { MethodDescriptor } from "../../worker/protocol";

const families = {
  autoencoder: "Autoencoders",
  generative: "Generative models",
  contrastive: "Contrastive learning",
  classical: "Classical, without a network",
} as const satisfies Record<MethodDescriptor["family"], string>;

/** Words that people type, and those that the sentences have for them. */
const likewise = new Map([
  ["fast", "quick"],
  ["quick", "fast"],
  ["color", "colour"],
  ["colors", "colour"],
  ["colours", "colour"],
  ["vae", "variational"],
]);

export interface MethodGroup {
  readonly family: MethodDescriptor["family"];
  readonly title: string;
  readonly methods: readonly MethodDescriptor[];
}

/**
 * One group a family of the methods in whose name, description, advice, paper or recipes every word of `query` occurs, or another for the same.
 * Those that have all words in their names come first within their group, all others by name. Families without any are left out.
 */
export function findMethods(methods: readonly MethodDescriptor[], query = ""): MethodGroup[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const has = (text: string): boolean => words.every((word) => text.includes(word) || text.includes(likewise.get(word) ?? word));
  const named = (method: MethodDescriptor): number => Number(has(plain(`${method.title} ${method.id}`)));
  const found = methods
    .filter((method) => has(searchText(method)))
    .sort((a, b) => named(b) - named(a) || a.title.localeCompare(b.title, "en"));
  return Object.entries(families).flatMap(([family, title]) => {
    const own = found.filter((method) => method.family === family);
    return own.length > 0 ? [{ family: family as MethodGroup["family"], title, methods: own }] : [];
  });
}

/** The first sentence of a paragraph. */
export function firstSentence(text: string): string {
  // A point within a number or an abbreviation has no space and capital letter behind it.
  return /^.*?[.!?](?=\s+[A-Z]|$)/s.exec(text)?.[0] ?? text;
}

function searchText({ id, title, family, summary, takeWhen, reference, recipes }: MethodDescriptor): string {
  const { authors, title: paper, venue, year } = reference;
  return plain(
    [id, title, families[family], summary, takeWhen, authors, paper, venue, year, ...recipes.map((recipe) => recipe.title)].join(
      " ",
    ),
  );
}

/** Without case and accents: "Gräf" is found by "graf". */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
