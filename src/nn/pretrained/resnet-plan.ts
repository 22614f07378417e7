import { ModelError } from "./model-error";

/** A convolution without bias and the batch normalisation behind it. */
export interface ConvolutionPlan {
  /** What their tensors' names begin with. */
  readonly weights: string;
  readonly normalisation: string;
  readonly side: number;
  readonly stride: number;
  readonly inChannels: number;
  readonly outChannels: number;
}

/** x → relu(convolutions(x) + shortcut(x)), a ReLU between convolutions; without a shortcut x itself is added. */
export interface BlockPlan {
  readonly convolutions: readonly ConvolutionPlan[];
  readonly shortcut: ConvolutionPlan | null;
}

export interface ResnetPlan {
  /** As it is called: ResNet-50. */
  readonly title: string;
  readonly stem: ConvolutionPlan;
  /** Whether 3 x 3 maxima of stride 2 are taken behind the stem. */
  readonly pools: boolean;
  readonly blocks: readonly BlockPlan[];
  readonly features: number;
}

/**
 * Reads a ResNet (He et al. 2016) from the shapes [out, in, side, side] of its weights, which have torchvision's names. Two convolutions
 * make a basic block, three a bottleneck. Every stage but the first begins with stride 2, in a bottleneck at its 3 x 3 convolution, as
 * torchvision, timm and Hugging Face have it; the original had it one before, which no shape tells. A first convolution of 7 x 7 has
 * stride 2 and is followed by maxima; one of 3 x 3 has stride 1 and is not, as networks trained on CIFAR have it.
 * Throws a ModelError where the parts do not fit together.
 */
export function planResnet(tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>, file: string): ResnetPlan {
  const unfit = (why: string) => new ModelError(`${file} can't be made a ResNet: ${why}.`);

  function convolution(weights: string, normalisation: string, stride: number): ConvolutionPlan {
    const shape = tensors.get(`${weights}.weight`)?.shape;
    if (shape?.length !== 4 || shape[2] !== shape[3]) throw unfit(`${weights}.weight is not there or no square filter`);
    const [outChannels, inChannels, side] = shape;
    if (side % 2 === 0) throw unfit(`${weights} has a filter of ${side} x ${side}, which has no middle`);
    if (tensors.has(`${weights}.bias`)) throw unfit(`${weights} has a bias besides its normalisation`);
    for (const part of ["weight", "bias", "running_mean", "running_var"]) {
      const moments = tensors.get(`${normalisation}.${part}`)?.shape;
      if (moments?.length !== 1 || moments[0] !== outChannels)
        throw unfit(`${normalisation}.${part} is not there or does not fit`);
    }
    return { weights, normalisation, side, stride, inChannels, outChannels };
  }

  function block(name: string, inChannels: number, stride: number): BlockPlan {
    const count = [1, 2, 3, 4].filter((i) => tensors.has(`${name}.conv${i}.weight`)).length;
    if (count !== 2 && count !== 3) throw unfit(`${name} has ${count} convolutions, and blocks have two or three`);
    const at = count - 2;
    const convolutions = Array.from({ length: count }, (_, i) =>
      convolution(`${name}.conv${i + 1}`, `${name}.bn${i + 1}`, i === at ? stride : 1),
    );
    let channels = inChannels;
    for (const { weights, inChannels: wanted, outChannels } of convolutions) {
      if (wanted !== channels)
        throw unfit(`${weights} takes ${wanted} channels of ${channels}: convolutions in groups (ResNeXt) are not known here`);
      channels = outChannels;
    }
    const hasShortcut = tensors.has(`${name}.downsample.0.weight`);
    const shortcut = hasShortcut ? convolution(`${name}.downsample.0`, `${name}.downsample.1`, stride) : null;
    const fits = shortcut
      ? shortcut.inChannels === inChannels && shortcut.outChannels === channels && shortcut.side === 1
      : inChannels === channels && stride === 1;
    if (!fits) throw unfit(`the way past ${name} does not fit`);
    return { convolutions, shortcut };
  }

  const stemSide = tensors.get("conv1.weight")?.shape[2] ?? 0;
  const pools = stemSide > 3;
  const stem = convolution("conv1", "bn1", pools ? 2 : 1);
  if (stem.inChannels !== 1 && stem.inChannels !== 3)
    throw unfit(`it looks at ${stem.inChannels} channels, and pictures have one or three`);
  const blocks: BlockPlan[] = [];
  let channels = stem.outChannels;
  for (let stage = 1; tensors.has(`layer${stage}.0.conv1.weight`); stage++) {
    for (let i = 0; tensors.has(`layer${stage}.${i}.conv1.weight`); i++) {
      const next = block(`layer${stage}.${i}`, channels, stage > 1 && i === 0 ? 2 : 1);
      blocks.push(next);
      channels = next.convolutions[next.convolutions.length - 1].outChannels;
    }
  }
  const used = 1 + blocks.reduce((sum, { convolutions, shortcut }) => sum + convolutions.length + (shortcut ? 1 : 0), 0);
  const stored = [...tensors].filter(([, { shape }]) => shape.length === 4).length;
  if (blocks.length === 0 || used !== stored)
    throw unfit(`${stored} convolutions are stored, and ${used} of them follow each other`);
  // The classifier counts too.
  const depth = 2 + blocks.reduce((sum, { convolutions }) => sum + convolutions.length, 0);
  return { title: `ResNet-${depth}`, stem, pools, blocks, features: channels };
}
