import { valuesInForce } from "./colourless-settings";
import { defaultsOf, type Schema, sameValue, type Values } from "./hyperparameters";
import type { InputKind } from "./input-kind";

interface Recipe {
  readonly id: string;
  readonly values: Values;
}

/** The defaults, by the name under which they are chosen like any other recipe. No method declares it. */
export const robustRecipe = {
  id: "robust",
  title: "Robust: our defaults",
  help: "Settings that do well on most pictures.",
  values: {} as Values,
} as const;

/** The defaults under their name, then the recipes that a method declares. */
export function allRecipes<R extends Recipe>(recipes: readonly R[]): readonly (R | typeof robustRecipe)[] {
  return [robustRecipe, ...recipes];
}

/** Every value that a recipe sets: its own over the defaults. */
export function recipeValues(schema: Schema, recipe: Pick<Recipe, "values">): Values {
  return { ...defaultsOf(schema), ...recipe.values };
}

/** The settings in which `values` are not those of `target`. What `values` leave out is at its default. */
export function differingFrom(schema: Schema, values: Values, target: Values): string[] {
  return Object.entries(schema).flatMap(([name, field]) =>
    sameValue(values[name] ?? field.default, target[name]) ? [] : [name],
  );
}

/**
 * The id of the recipe whose values a run on such input had, the defaults before others; null where they are no recipe's. `values` are
 * those in force.
 */
export function recipeOf(
  { hyperparameters, recipes }: { readonly hyperparameters: Schema; readonly recipes: readonly Recipe[] },
  values: Values,
  on: InputKind,
): string | null {
  const found = allRecipes(recipes).find((recipe) => {
    const target = valuesInForce(hyperparameters, recipeValues(hyperparameters, recipe), on);
    return differingFrom(hyperparameters, values, target).length === 0;
  });
  return found?.id ?? null;
}
