import type { EngineParts } from "./host-parts";

/**
 * Features [n, D] that a pretrained model finds in pictures; the model is fetched from its address where it is not given. What reads
 * models is loaded when the first one comes. Throws a ModelError whose sentence says what is wrong with the model.
 */
export const pretrainedFeatures: NonNullable<EngineParts["extractFeatures"]> = async (images, model, options, context) => {
  const { signal, progress } = context;
  const [{ fetchModel }, { openExtractor }, { extractFeatures }] = await Promise.all([
    import("../nn/pretrained/fetch-model"),
    import("../nn/pretrained/open-extractor"),
    import("../nn/pretrained/extract-features"),
  ]);
  const { bytes, name } =
    "url" in model
      ? await fetchModel(model.url, {
          signal,
          progress: (loaded, total) => progress(mebibytes(loaded), total && mebibytes(total), "Fetching the model, MiB"),
        })
      : model;
  const extractor = await openExtractor(bytes, name, options);
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
