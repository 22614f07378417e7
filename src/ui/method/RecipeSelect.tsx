import { NativeSelect } from "@mantine/core";
import { defaultsOf, type Values } from "../../core/hyperparameters";
import { sameValue } from "../../store/recipe-url";
import type { MethodDescriptor } from "../../worker/protocol";
import { useLabApi } from "../use-lab";
import { recipeSettings } from "./recipe-settings";

interface Props {
  readonly method: MethodDescriptor;
  readonly values: Values;
  readonly disabled: boolean;
}

/** Named sets of values: the defaults, the paper's own, one with a part left out. Says what the one in force is and sets. */
export function RecipeSelect({ method, values, disabled }: Props) {
  const store = useLabApi();
  const { recipes, hyperparameters } = method;
  const defaults = defaultsOf(hyperparameters);
  const same = (target: Values) =>
    Object.keys(defaults).every((name) => sameValue(values[name] ?? defaults[name], target[name] ?? defaults[name]));
  const recipe = recipes.find((candidate) => same(candidate.values));
  const current = recipe?.id ?? (same({}) ? "defaults" : "custom");
  const settings = recipe ? recipeSettings(hyperparameters, recipe.values) : [];
  return (
    <div className="recipe">
      <div className="recipe-row">
        <label className="field-label" htmlFor="recipe">
          Recipe
        </label>
        <NativeSelect
          id="recipe"
          size="xs"
          value={current}
          disabled={disabled}
          data={[
            { value: "defaults", label: "Defaults" },
            ...recipes.map(({ id, title }) => ({ value: id, label: title })),
            ...(current === "custom" ? [{ value: "custom", label: "Your own" }] : []),
          ]}
          onChange={(event) => event.currentTarget.value !== "custom" && store.getState().applyRecipe(event.currentTarget.value)}
        />
      </div>
      {recipe && <p className="muted">{recipe.help}</p>}
      {current === "defaults" && recipes.length > 0 && (
        <p className="muted">
          Settings that do well on most pictures. {recipes.length === 1 ? "A recipe sets" : `${recipes.length} recipes set`}{" "}
          several at once.
        </p>
      )}
      {settings.length > 0 && (
        <details key={recipe?.id} className="recipe-settings">
          <summary>
            {settings.length === 1 ? "One setting differs" : `${settings.length} settings differ`} from the defaults
          </summary>
          <dl>
            {settings.map(({ name, label, text, usual }) => (
              <div key={name}>
                <dt>{label}</dt>
                <dd>
                  {text} <span className="muted">(default {usual})</span>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
