import { allRecipes } from "../../core/recipes";
import type { MethodDescriptor } from "../../worker/protocol";
import { openEngine } from "../engine";

/** `kindred methods`: every method and its settings, as JSON text, or, as a `list`, when to take each. */
export async function methodsCommand({ list }: { readonly list: boolean }): Promise<string> {
  // The cpu backend needs nothing, and only the engine knows its methods.
  const engine = await openEngine("cpu");
  engine.close();
  return list ? engine.methods.map(listed).join("\n") : JSON.stringify(engine.methods.map(describe), null, 2);
}

/** Two lines. */
function listed({ id, title, takeWhen, recipes }: Pick<MethodDescriptor, "id" | "title" | "takeWhen" | "recipes">): string {
  const named = allRecipes(recipes).map((recipe) => recipe.id);
  return `${id.padEnd(20)}${title} (${named.join(", ")})\n${" ".repeat(20)}${takeWhen}`;
}

/** Settings as a list, each with its name: the order is the declaration's, which an object would not promise. */
function describe({ id, title, family, summary, takeWhen, reference, departures, recipes, hyperparameters }: MethodDescriptor) {
  const settings = Object.entries(hyperparameters).map(([name, field]) => ({ name, ...field }));
  const named = allRecipes(recipes);
  return { id, title, family, summary, takeWhen, reference, departures, recipes: named, hyperparameters: settings };
}
