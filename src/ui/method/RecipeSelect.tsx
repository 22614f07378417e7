import { NativeSelect, UnstyledButton } from "@mantine/core";
import type { Values } from "../../core/hyperparameters";
import { allRecipes } from "../../core/recipes";
import type { LabState } from "../../store/lab-state";
import type { MethodDescriptor } from "../../worker/protocol";
import { useLab, useLabApi } from "../use-lab";
import { recipeInForce } from "./recipe-in-force";
import type { RecipeSetting } from "./recipe-settings";

interface Props {
  readonly method: MethodDescriptor;
  readonly values: Values;
  readonly disabled: boolean;
}

const selectApplied = (state: LabState) => state.appliedRecipes;
const changedValue = "changed";

/** Named sets of values: the defaults, the paper's own, one with a part left out. Says what the one in force is, sets, and lacks by now. */
export function RecipeSelect({ method, values, disabled }: Props) {
  const store = useLabApi();
  const applied = useLab(selectApplied)[method.id];
  const { recipes } = method;
  const { id, title, help, isDefaults, settings, changed } = recipeInForce(method, values, applied);
  const isChanged = changed.length > 0;
  const apply = (recipe: string): void => store.getState().applyRecipe(recipe);
  return (
    <div className="recipe">
      <div className="recipe-row">
        <label className="field-label" htmlFor="recipe">
          Recipe
        </label>
        <NativeSelect
          id="recipe"
          size="xs"
          value={isChanged ? changedValue : id}
          disabled={disabled}
          data={[
            ...(isChanged ? [{ value: changedValue, label: `${title}, ${changed.length} changed` }] : []),
            ...allRecipes(recipes).map((recipe) => ({ value: recipe.id, label: recipe.title })),
          ]}
          onChange={(event) => event.currentTarget.value !== changedValue && apply(event.currentTarget.value)}
        />
      </div>
      {isChanged && (
        <div className="recipe-changed">
          <SettingsList
            key={`changed ${id}`}
            title={changed.length === 1 ? "One setting is changed" : `${changed.length} settings are changed`}
            settings={changed}
            usually={isDefaults ? "default" : "recipe"}
          />
          <UnstyledButton className="link" disabled={disabled} onClick={() => apply(id)}>
            Back to {isDefaults ? "the defaults" : `“${title}”`}
          </UnstyledButton>
        </div>
      )}
      {!isChanged && (!isDefaults || recipes.length > 0) && (
        <p className="muted">
          {help}
          {isDefaults &&
            ` ${recipes.length === 1 ? "Another recipe sets" : `${recipes.length} other recipes set`} several at once.`}
        </p>
      )}
      {!isChanged && settings.length > 0 && (
        <SettingsList
          key={id}
          title={
            settings.length === 1
              ? "One setting differs from the defaults"
              : `${settings.length} settings differ from the defaults`
          }
          settings={settings}
          usually="default"
        />
      )}
    </div>
  );
}

interface ListProps {
  readonly title: string;
  readonly settings: readonly RecipeSetting[];
  /** What stands before the value that each would have. */
  readonly usually: string;
}

function SettingsList({ title, settings, usually }: ListProps) {
  return (
    <details className="recipe-settings">
      <summary>{title}</summary>
      <dl>
        {settings.map(({ name, label, text, usual }) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>
              {text}{" "}
              <span className="muted">
                ({usually} {usual})
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
