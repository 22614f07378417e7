import type { LoadContext } from "../data/dataset";
import type { EngineParts, ModelCache, ModelFile } from "./host-parts";

/**
 * A pretrained model from its address, or from `cache`, which is the browser's unless told otherwise. Throws a ModelError whose sentence
 * says why it can't be had.
 */
export async function pretrainedModel(
  url: string,
  { signal, progress }: LoadContext,
  refresh: boolean,
  cache?: ModelCache,
): Promise<ModelFile> {
  const { fetchModel } = await import("../nn/pretrained/fetch-model");
  return fetchModel(url, {
    signal,
    refresh,
    ...(cache ? { cache } : {}),
    progress: (loaded, total) => progress(mebibytes(loaded), total && mebibytes(total), "Fetching the model, MiB"),
  });
}

/**
 * Features [n, D] that a pretrained model finds in pictures. What reads models is loaded when the first one comes. Throws a ModelError
 * whose sentence says what is wrong with the model.
 */
export const pretrainedFeatures: NonNullable<EngineParts["extractFeatures"]> = async (images, model, options, context) => {
  const { signal, progress } = context;
  const [{ openExtractor }, { extractFeatures }] = await Promise.all([
    import("../nn/pretrained/open-extractor"),
    import("../nn/pretrained/extract-features"),
  ]);
  const extractor = await openExtractor(model.bytes, model.name, options);
  try {
    return await extractFeatures(images, extractor, {
      signal,
      progress: (done, count) => progress(done, count, "Looking at pictures with the model"),
    });
  } finally {
    await extractor.dispose();
  }
};

const mebibytes = (bytes: number) => Math.ceil(bytes / 2 ** 20);
