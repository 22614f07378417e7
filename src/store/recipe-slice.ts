import type { StateCreator } from "zustand/vanilla";
import { defaultsOf, type FieldValue, faultOf, type Values } from "../core/hyperparameters";
import type { MethodId } from "../core/ids";
import { recipeValues, robustRecipe } from "../core/recipes";
import type { MethodDescriptor } from "../worker/protocol";
import type { LabState } from "./lab-state";

export const smallestClusterCount = 2;
export const largestClusterCount = 200;
export const defaultClusterCount = 10;

/** What to do: the small, shareable spec of a run. */
export interface RecipeSlice {
  readonly methodId: MethodId | null;
  /** Values by method, so that going back to a method finds them as they were left. */
  readonly valuesByMethod: Readonly<Record<string, Values>>;
  /** By method, the recipe that its values were last set to (the defaults are one); none where they came from elsewhere. */
  readonly appliedRecipes: Readonly<Record<string, string>>;
  readonly clusterCount: number;
  /** Whether the user chose k; otherwise it follows the dataset's classes. */
  readonly clusterCountChosen: boolean;
  /** The k of a link that names no images: it is for the first that the user brings. */
  readonly linkedClusterCount: number | null;
  readonly seed: number;
  chooseMethod(methodId: MethodId): void;
  /** Sets one value; during a run a live one is sent to the engine as well. Values out of range are kept out. */
  setValue(name: string, value: FieldValue): void;
  /** Lays a recipe's values over the defaults. */
  applyRecipe(recipeId: string): void;
  setClusterCount(count: number): void;
  setSeed(seed: number): void;
}

export const recipeSlice: StateCreator<LabState, [], [], RecipeSlice> = (set, get) => ({
  methodId: null,
  valuesByMethod: {},
  appliedRecipes: {},
  clusterCount: defaultClusterCount,
  clusterCountChosen: false,
  linkedClusterCount: null,
  seed: 1,

  chooseMethod(methodId) {
    set({ methodId });
  },

  setValue(name, value) {
    const state = get();
    const method = chosenMethod(state);
    const field = method?.hyperparameters[name];
    if (!method || !field || faultOf(field, value) !== null) return;
    set({
      valuesByMethod: { ...state.valuesByMethod, [method.id]: { ...valuesOfMethod(state, method), [name]: value } },
    });
    if (field.live) state.tuneRun({ [name]: value });
  },

  applyRecipe(recipeId) {
    const state = get();
    const method = chosenMethod(state);
    if (!method) return;
    const recipe = method.recipes.find((candidate) => candidate.id === recipeId) ?? robustRecipe;
    const values = recipeValues(method.hyperparameters, recipe);
    set({
      valuesByMethod: { ...state.valuesByMethod, [method.id]: values },
      appliedRecipes: { ...state.appliedRecipes, [method.id]: recipe.id },
    });
  },

  setClusterCount(count) {
    if (!Number.isInteger(count) || count < smallestClusterCount || count > largestClusterCount) return;
    set({ clusterCount: count, clusterCountChosen: true, linkedClusterCount: null });
  },

  setSeed(seed) {
    if (Number.isInteger(seed) && seed >= 0 && seed <= 2 ** 31 - 1) set({ seed });
  },
});

/** The method chosen, or null before the engine named any. */
export function chosenMethod(state: Pick<LabState, "methods" | "methodId">): MethodDescriptor | null {
  return state.methods.find((method) => method.id === state.methodId) ?? null;
}

/** Values of `method` as the form holds them. */
export function valuesOfMethod(state: Pick<LabState, "valuesByMethod">, method: MethodDescriptor): Values {
  return state.valuesByMethod[method.id] ?? cachedDefaults(method);
}

const defaults = new WeakMap<MethodDescriptor, Values>();

/** The same object every time, so that a selector may return it. */
function cachedDefaults(method: MethodDescriptor): Values {
  const known = defaults.get(method);
  if (known) return known;
  const made = defaultsOf(method.hyperparameters);
  defaults.set(method, made);
  return made;
}
