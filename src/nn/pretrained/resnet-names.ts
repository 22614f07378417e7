import { ModelError } from "./model-error";

/** Names of Hugging Face's ResNets, and what torchvision calls the same. */
const translations: readonly (readonly [RegExp, string | ((...groups: string[]) => string)])[] = [
  [/^embedder\.embedder\.convolution\./, "conv1."],
  [/^embedder\.embedder\.normalization\./, "bn1."],
  [
    /^encoder\.stages\.(\d+)\.layers\.(\d+)\.shortcut\.convolution\./,
    (_, stage, block) => `${behind(stage, block)}downsample.0.`,
  ],
  [
    /^encoder\.stages\.(\d+)\.layers\.(\d+)\.shortcut\.normalization\./,
    (_, stage, block) => `${behind(stage, block)}downsample.1.`,
  ],
  [
    /^encoder\.stages\.(\d+)\.layers\.(\d+)\.layer\.(\d+)\.convolution\./,
    (_, stage, block, part) => `${behind(stage, block)}conv${Number(part) + 1}.`,
  ],
  [
    /^encoder\.stages\.(\d+)\.layers\.(\d+)\.layer\.(\d+)\.normalization\./,
    (_, stage, block, part) => `${behind(stage, block)}bn${Number(part) + 1}.`,
  ],
];

const behind = (stage: string, block: string) => `layer${Number(stage) + 1}.${block}.`;

/** What stands behind the features: the classifier, which is dropped. */
const dropped = /^(fc|head|classifier|linear)\.|\.num_batches_tracked$/;

/**
 * Tensors of a ResNet by torchvision's names (conv1.weight, bn1.*, layer1.0.conv1.weight, …, layer1.0.downsample.0.weight), which timm
 * shares, from names of theirs or of Hugging Face's transformers, whatever stands before all of them ("backbone.", "module.", "resnet.").
 * The classifier is left out. Throws a ModelError where there is no first convolution, or something that no plain ResNet has.
 */
export function resnetTensors<Tensor>(tensors: ReadonlyMap<string, Tensor>, file: string): ReadonlyMap<string, Tensor> {
  const firsts = ["conv1.weight", "embedder.embedder.convolution.weight"];
  const roots = [...tensors.keys()]
    .filter((name) => firsts.some((first) => name === first || name.endsWith(`.${first}`)))
    .map((name) => name.replace(/(?:conv1|embedder\.embedder\.convolution)\.weight$/, ""))
    .sort((a, b) => a.length - b.length);
  const [root] = roots;
  // A block's conv1 is no network's first: then the network's own has another form, as the deep stems of timm's variants have.
  if (root === undefined || /layer\d+\.\d+\.$/.test(root))
    throw new ModelError(
      `${file} holds the weights of no ResNet that is known here (${examples([...tensors.keys()])}): safetensors files tell no network, so convert this one to ONNX.`,
    );
  const named = new Map<string, Tensor>();
  const strange: string[] = [];
  for (const [name, tensor] of tensors) {
    if (!name.startsWith(root)) continue;
    const own = translated(name.slice(root.length));
    if (dropped.test(own)) continue;
    if (/^(conv1|bn1|layer\d+\.\d+\.(conv\d|bn\d|downsample\.[01]))\.(weight|bias|running_mean|running_var)$/.test(own))
      named.set(own, tensor);
    else strange.push(name);
  }
  if (strange.length > 0)
    throw new ModelError(
      `${file} is of a variant of ResNet with parts that a plain one has not got (${examples(strange)}): convert it to ONNX.`,
    );
  return named;
}

function translated(name: string): string {
  for (const [pattern, into] of translations) {
    if (pattern.test(name)) return typeof into === "string" ? name.replace(pattern, into) : name.replace(pattern, into);
  }
  return name;
}

function examples(names: readonly string[]): string {
  return names.length === 0 ? "it holds nothing" : `${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""}`;
}
