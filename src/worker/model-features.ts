import type { SavedState } from "../core/saved-state";
import type { Dataset, FeatureSet, LoadContext } from "../data/dataset";
import { sha256 } from "../data/dataset-hash";
import { scaledFeatures } from "../data/scaled-features";
import type { EngineParts } from "./host-parts";
import type { Command, ModelRequest } from "./protocol";

type Request = Pick<Extract<Command, { kind: "extractFeatures" }>, "model" | "normalisation">;

/** What the work store keeps of a model's features. */
interface Kept {
  readonly [key: string]: SavedState;
  readonly data: Float32Array;
  readonly cols: number;
}

/** Features that a pretrained model finds in the pictures: computed once for the same pictures, model and normalisation. */
export async function modelFeatures(
  { model, normalisation }: Request,
  { images, hash }: Dataset,
  { extractFeatures, workStore }: Pick<EngineParts, "extractFeatures" | "workStore">,
  context: LoadContext,
): Promise<FeatureSet> {
  if (!extractFeatures)
    throw new Error("This version reads no pretrained models; compute the features elsewhere and add them as NPY or CSV");
  if (images.shape.vectors) throw new Error("A model needs pictures, and these are vectors already");
  const given = await givenModel(model);
  context.signal.throwIfAborted();
  const key = JSON.stringify(["features", hash, given.identity, normalisation]);
  let kept = (await workStore.find(key)) as Kept | undefined;
  if (!kept) {
    const { data, cols } = await extractFeatures(images, given.model, { normalisation }, context);
    kept = { data, cols };
    await workStore.keep(key, kept);
  }
  const { data, cols } = kept;
  return { ...given.names, vectors: scaledFeatures({ data, rows: images.shape.count, cols }) };
}

async function givenModel(model: ModelRequest) {
  if (model.kind === "url") {
    const { url } = model;
    const title = url.replace(/[?#].*$/, "").replace(/^.*\/(?=[^/])/, "");
    return { model: { url }, identity: url, names: { title, source: url } };
  }
  const { name, blob } = model;
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return { model: { name, bytes }, identity: await sha256(bytes), names: { title: name, source: name } };
}
