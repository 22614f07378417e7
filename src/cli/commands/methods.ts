import { allRecipes } from "../../core/recipes";
import type { MethodDescriptor } from "../../worker/protocol";
import { openEngine } from "../engine";

/** `kindred methods`: every method and its settings, as JSON text. */
export async function methodsCommand(): Promise<string> {
  // The cpu backend needs nothing, and only the engine knows its methods.
  const engine = await openEngine("cpu");
  engine.close();
  return JSON.stringify(engine.methods.map(describe), null, 2);
}

/** Settings as a list, each with its name: the order is the declaration's, which an object would not promise. */
function describe({ id, title, family, summary, takeWhen, reference, departures, recipes, hyperparameters }: MethodDescriptor) {
  const settings = Object.entries(hyperparameters).map(([name, field]) => ({ name, ...field }));
  const named = allRecipes(recipes);
  return { id, title, family, summary, takeWhen, reference, departures, recipes: named, hyperparameters: settings };
}
