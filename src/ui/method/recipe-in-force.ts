import { defaultsOf, type Values } from "../../core/hyperparameters";
import { allRecipes, differingFrom, recipeValues, robustRecipe } from "../../core/recipes";
import type { MethodDescriptor } from "../../worker/protocol";
import { type RecipeSetting, recipeSettings } from "./recipe-settings";

/** The recipe that a form's values are, or come from. */
export interface RecipeInForce {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly isDefaults: boolean;
  /** What the recipe sets beside the defaults, with those as `usual`. */
  readonly settings: readonly RecipeSetting[];
  /** What was changed since, with the recipe's value as `usual`; nothing where the values are the recipe's. */
  readonly changed: readonly RecipeSetting[];
}

/**
 * The recipe that `values` are exactly; otherwise the one that was `applied` and then changed; otherwise, as for values out of a link, the
 * nearest, the defaults before others.
 */
export function recipeInForce(
  { hyperparameters, recipes }: Pick<MethodDescriptor, "hyperparameters" | "recipes">,
  values: Values,
  applied: string | undefined,
): RecipeInForce {
  const defaults = defaultsOf(hyperparameters);
  const all = allRecipes(recipes).map((recipe) => {
    const target = recipeValues(hyperparameters, recipe);
    return { ...recipe, target, differing: differingFrom(hyperparameters, values, target) };
  });
  const nearest = all.reduce((best, next) => (next.differing.length < best.differing.length ? next : best));
  const found = nearest.differing.length === 0 ? nearest : (all.find((recipe) => recipe.id === applied) ?? nearest);
  const { id, title, help, target, differing } = found;
  const present = Object.fromEntries(differing.map((name) => [name, values[name] ?? defaults[name]]));
  return {
    id,
    title,
    help,
    isDefaults: id === robustRecipe.id,
    settings: recipeSettings(hyperparameters, found.values),
    changed: recipeSettings(hyperparameters, present, target),
  };
}
