import type { Work } from "../../nn/bench/work";
import type { Patience } from "./measure";

/** Sides that measure on wasm and on the processor; see sides.ts. */
export type SideId = "ours" | "threaded" | "stock" | "completed" | "torch" | "narrowTorch";

export interface TimePlan {
  readonly id: string;
  readonly title: string;
  readonly work: Work;
  /** Images in one repetition; null where it is not a step. */
  readonly images: number | null;
  readonly sides: readonly SideId[];
  readonly patience: Patience;
}

export interface MemoryPlan {
  readonly work: Work;
  /** Counts of repetitions at which memory is looked at. */
  readonly after: readonly [number, number];
}

export interface Plan {
  readonly steps: readonly TimePlan[];
  readonly kernels: readonly TimePlan[];
  readonly neighbours: readonly TimePlan[];
  readonly layout: { readonly count: number; readonly dimensions: number; readonly epochs: number; readonly rounds: number };
  readonly profile: { readonly works: readonly TimePlan[]; readonly repetitions: number };
  readonly memory: MemoryPlan;
  readonly webgpu: { readonly step: TimePlan; readonly memory: MemoryPlan };
}

const everySide: readonly SideId[] = ["ours", "threaded", "stock", "completed", "torch", "narrowTorch"];
/** For what stock tfjs can do as it comes. */
const withoutCompletion: readonly SideId[] = ["ours", "threaded", "stock", "torch", "narrowTorch"];

/** What is measured. `quick` has the same shape in sizes at which nothing takes long and no time means anything. */
export function planFor(quick: boolean): Plan {
  const patience: Patience = quick
    ? { rounds: 2, budgetMs: 2000, repetitions: 1 }
    : { rounds: 9, budgetMs: 30_000, repetitions: 3 };
  const plan: PlanOf = (id, title, work, sides) => {
    const images = work.kind.endsWith("step") && "batch" in work ? work.batch : null;
    return { id, title, work, images, sides, patience };
  };

  const widths = quick ? [64, 48, 32, 10] : [256, 500, 500, 2000, 10];
  const batch = quick ? 32 : 256;
  const convolutional = quick
    ? { side: 14, filters: [4, 8, 8], codeSize: 10, batch }
    : { side: 28, filters: [32, 64, 128], codeSize: 10, batch };
  const idec = { side: 16, filters: quick ? [4, 8, 8] : [16, 32, 64], codeSize: 10, clusters: 10, batch };
  const count = quick ? 300 : 10_000;
  // As small as it can be: where a program stands in for the graphics card, each output of a product takes it a millisecond.
  const tiny: Work = { kind: "dense step", widths: [8, 4, 2], batch: 2 };
  const sizeOf = ({ side, filters }: typeof convolutional) => `${side} × ${side} × 1, ${filters.join("-")}`;

  const dense = plan(
    "dense-step",
    `MLP autoencoder step, ${widths.join("-")} and back, batch ${batch}`,
    { kind: "dense step", widths, batch },
    withoutCompletion,
  );
  const convolution = plan(
    "convolutional-step",
    `Convolutional autoencoder step, ${sizeOf(convolutional)}, batch ${batch}`,
    { kind: "convolutional step", ...convolutional },
    everySide,
  );
  const clustering = plan("idec-step", `IDEC step, ${sizeOf(idec)}, augmented, batch ${batch}`, { kind: "IDEC step", ...idec }, [
    "ours",
    "threaded",
    "stock",
    "completed",
  ]);
  return {
    steps: [
      dense,
      plan(
        "adam-update",
        `Adam alone, the MLP's ${parametersOf(widths)} parameters`,
        { kind: "Adam update", widths },
        withoutCompletion,
      ),
      convolution,
      clustering,
    ],
    kernels: [...products(quick ? 64 : 1024, plan), ...convolutions(convolutional, plan)],
    neighbours: [
      plan(
        "neighbours",
        `Exact kNN, k = 15, of ${count.toLocaleString("en-US")} × 10`,
        { kind: "neighbours", count, dimensions: 10, k: 15 },
        ["ours", "threaded", "torch"],
      ),
    ],
    layout: { count, dimensions: 10, epochs: quick ? 20 : 200, rounds: quick ? 1 : 3 },
    profile: { works: [dense, convolution, clustering], repetitions: quick ? 1 : 10 },
    memory: { work: tiny, after: [10, quick ? 30 : 1000] },
    webgpu: {
      // Timed on hardware alone; counted everywhere.
      step: {
        ...(quick ? plan("dense-step", "Small MLP autoencoder step", tiny, []) : dense),
        sides: ["ours", "stock"],
        patience: { rounds: quick ? 1 : 15, budgetMs: 20_000, repetitions: 1 },
      },
      memory: { work: tiny, after: [10, quick ? 20 : 1000] },
    },
  };
}

type PlanOf = (id: string, title: string, work: Work, sides: readonly SideId[]) => TimePlan;

/** The product of square matrices in every form that a dense layer's pass and its gradients take. */
function products(side: number, plan: PlanOf): TimePlan[] {
  const forms = [
    ["plain", "A · B", false, false],
    ["left", "Aᵀ · B", true, false],
    ["right", "A · Bᵀ", false, true],
  ] as const;
  return forms.map(([id, title, transposeA, transposeB]) =>
    plan(
      `product-${id}`,
      `${title}, ${side} × ${side}`,
      { kind: "product", m: side, n: side, depth: side, transposeA, transposeB },
      withoutCompletion,
    ),
  );
}

/** The second convolution of the network, where most of its work is, in its three passes. */
function convolutions(
  { side, filters, batch }: { readonly side: number; readonly filters: readonly number[]; readonly batch: number },
  plan: PlanOf,
): TimePlan[] {
  const sizes = { batch, side: Math.ceil(side / 2), inChannels: filters[0], outChannels: filters[1], filter: 5, stride: 2 };
  const shape = `5 × 5 of stride 2, ${filters[0]} → ${filters[1]} channels, [${batch}, ${sizes.side}, ${sizes.side}]`;
  return (["forward", "to input", "to filter"] as const).map((pass) =>
    plan(
      `convolution-${pass.replace(" ", "-")}`,
      `Convolution ${pass === "forward" ? "forward" : `gradient ${pass}`}, ${shape}`,
      { kind: "convolution", pass, ...sizes },
      pass === "to filter" ? everySide : withoutCompletion,
    ),
  );
}

/** Weights and biases of the dense autoencoder. */
function parametersOf(widths: readonly number[]): string {
  const count = widths.slice(1).reduce((sum, width, i) => sum + 2 * widths[i] * width + width + widths[i], 0);
  return count.toLocaleString("en-US");
}
