/** Words in a path that say what role a file plays and not which set it belongs to. */
const ROLE_WORDS =
  /^(images?|imgs?|img|pictures?|data|x|features?|feats?|embeddings?|embeds?|emb|vectors?|codes|latents?|activations?|pixels|names?|files?|filenames?|paths?|list|ids?|csv|tsv|txt|labels?|lbls?|targets?|y|classes|idx|idx[1-4]|ubyte|gz|npy|npz|h5|hdf5|bin)$/;

function words(path: string): string[] {
  return path
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.replace(/^[xy](train|test|val)$/, "$1"))
    .filter((word) => word !== "");
}

/** Equal for an image file and its labels: "train-images-idx3-ubyte.gz" and "train-labels-idx1-ubyte.gz", "x_train.npy" and "y_train.npy". */
export function setKey(path: string): string {
  return words(path)
    .filter((word) => !ROLE_WORDS.test(word))
    .join(" ");
}

/** Whether a file's own name, or an array's in it, says that it holds vectors and no pictures. */
export function namesFeatures(path: string): boolean {
  return words(path.split("/").slice(-2).join("/")).some((word) =>
    /^(features?|feats?|embeddings?|embeds?|emb|vectors?|codes|latents?|activations?)$/.test(word),
  );
}

/** Where a file stands when several are joined: train, then unmarked, then validation, then test, as the papers join them. */
export function splitRank(path: string): number {
  const all = words(path);
  const has = (pattern: RegExp) => all.some((word) => pattern.test(word));
  if (has(/^train(ing)?$/)) return 0;
  if (has(/^(test(ing)?|t10k)$/)) return 3;
  return has(/^val(id|idation)?$/) ? 2 : 1;
}
