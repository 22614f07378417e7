import { valuesInForce } from "../core/colourless-settings";
import { HyperparameterError, parseValues, type Values, valuesFromText } from "../core/hyperparameters";
import { datasetId, runId } from "../core/ids";
import { inputKind } from "../core/input-kind";
import { allRecipes, recipeOf, recipeValues, robustRecipe } from "../core/recipes";
import { ignoredOnVectors } from "../core/vector-settings";
import type {
  Checkpoint,
  CodesRequest,
  DatasetSummary,
  FeatureSummary,
  MethodDescriptor,
  RunInput,
  RunRequest,
} from "../worker/protocol";
import { usageError } from "./command-error";
import type { RunArguments } from "./command-line";

/** The dataset and the run of a command line: there is one of each. */
export const theDataset = datasetId("data");
export const theRun = runId("run");

/** What a run learns from. */
export type RunSource = { readonly input?: RunInput; readonly codes?: CodesRequest | null };

type Asked = Pick<RunArguments, "out" | "method" | "clusters" | "settings" | "recipe" | "seed" | "features" | "model" | "input">;

/** The method asked for, or the checkpoint's. Throws a CommandError that lists those there are. */
export function chosenMethod(
  asked: Asked,
  methods: readonly MethodDescriptor[],
  resumeFrom: Checkpoint | null,
): MethodDescriptor {
  const id = asked.method ?? resumeFrom?.methodId;
  const found = methods.find((method) => method.id === id);
  if (!found) throw usageError(`There is no method "${id}"; there are ${methods.map((method) => method.id).join(", ")}.`);
  return found;
}

/**
 * Every value of a run: the method's defaults, under the checkpoint's values, under the recipe, under `--set`.
 * Throws a CommandError that names every fault.
 */
export function chosenValues(asked: Asked, method: MethodDescriptor, resumeFrom: Checkpoint | null): Values {
  const recipes = allRecipes(method.recipes);
  const recipe = asked.recipe === null ? null : recipes.find(({ id }) => id === asked.recipe);
  if (recipe === undefined) {
    const known = recipes.map(({ id }) => id).join(", ");
    throw usageError(`${method.id} has no recipe "${asked.recipe}"; there are ${known}.`);
  }
  // The defaults are all of them; another recipe leaves what it doesn't name to the checkpoint.
  const named = recipe === robustRecipe ? recipeValues(method.hyperparameters, recipe) : recipe?.values;
  try {
    const set = valuesFromText(method.hyperparameters, asked.settings);
    return parseValues(method.hyperparameters, { ...resumeFrom?.values, ...named, ...set });
  } catch (error) {
    if (error instanceof HyperparameterError) throw usageError(`${method.id}: ${error.message}`);
    throw error;
  }
}

/** A line that names the settings of `--set` that a run passes over, on vectors or where there are no colours; null where it follows them all. */
export function ignoredLine(
  asked: Pick<Asked, "settings">,
  method: MethodDescriptor,
  values: Values,
  dataset: Pick<DatasetSummary, "shape">,
  from: RunSource,
): string | null {
  const { vectors, colourless } = kindOfInput(from, dataset);
  if (vectors) return ignoredOnVectorsLine(asked, method, values);
  const asks = "colours" in asked.settings && values.colours === "evened";
  if (!asks || !colourless) return null;
  return `Warning: --set colours is for coloured pictures and ignored: ${from.codes ? "codes have none" : "these are grey"}.`;
}

function ignoredOnVectorsLine({ settings }: Pick<Asked, "settings">, method: MethodDescriptor, values: Values): string | null {
  const names = ignoredOnVectors(method.hyperparameters, values, Object.keys(settings));
  if (names.length === 0) return null;
  const set = names.map((name) => `--set ${name}`).join(", ");
  return `Warning: ${set} ${names.length === 1 ? "is" : "are"} for pictures and ignored: this run learns from vectors.`;
}

/** The request for the engine. k is the one asked for, else the checkpoint's, else the number of classes, else 10. */
export function runRequest(
  asked: Asked,
  method: MethodDescriptor,
  values: Values,
  dataset: DatasetSummary,
  resumeFrom: Checkpoint | null,
  codes: CodesRequest | null = null,
): RunRequest {
  const input = inputOf(asked, resumeFrom, codes === null && dataset.features !== undefined);
  const classes = dataset.truth && dataset.truth.names.length > 1 ? dataset.truth.names.length : null;
  return {
    runId: theRun,
    datasetId: theDataset,
    methodId: method.id,
    // As the engine will have them, for the record.
    values: valuesInForce(method.hyperparameters, values, kindOfInput({ input, codes }, dataset)),
    clusters: asked.clusters ?? resumeFrom?.clusters ?? classes ?? 10,
    seed: asked.seed ?? resumeFrom?.seed ?? 1,
    pace: "free",
    wantCodes: asked.out !== null,
    ...(codes ? { codes } : {}),
    ...(input === "features" ? { input: "features" } : {}),
    ...(resumeFrom ? { resumeFrom } : {}),
  };
}

function kindOfInput({ input, codes }: RunSource, { shape }: Pick<DatasetSummary, "shape">) {
  return inputKind(shape, { features: input === "features", codes: codes != null });
}

/** The id of the recipe whose values a run has, or null. */
export function recipeOfRun(
  method: Pick<MethodDescriptor, "hyperparameters" | "recipes">,
  request: RunSource & Pick<RunRequest, "values">,
  dataset: Pick<DatasetSummary, "shape">,
): string | null {
  return recipeOf(method, request.values, kindOfInput(request, dataset));
}

/** What was asked for, else what the checkpoint was made of, else features where there are some, as on the page. */
function inputOf({ input, features, model }: Asked, resumeFrom: Checkpoint | null, beside: boolean): RunInput {
  const given = features !== null || model !== null || (resumeFrom ? resumeFrom.featuresHash !== undefined : beside);
  return input ?? (given ? "features" : "pictures");
}

/** Throws a CommandError where a run is to learn from features and there are none. */
export function checkFeatures({ input }: Pick<RunRequest, "input">, features: FeatureSummary | null): void {
  if (input === "features" && !features)
    throw usageError(
      "This run is to learn from features, and there are none: give --features FILE or --model FILE, or take --input pictures.",
    );
}

/** A line on features that came with the pictures and are learned from though nobody named them; null for all other runs. */
export function besideLine(
  { input }: Pick<Asked, "input">,
  { features }: Pick<DatasetSummary, "features">,
  used: FeatureSummary | null,
): string | null {
  if (input !== null || !features || used !== features) return null;
  return `Features lie beside the pictures, in ${features.title}, and this run learns from them; --input pictures takes the pictures.`;
}
