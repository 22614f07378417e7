import { defineMethod } from "./method";
import { pretrainVae, setUpVaeWorkbench } from "./parts/vae-workbench";
import { vgdcnHyperparameters } from "./parts/vgdcn-settings";
import { vgdcnTraining } from "./parts/vgdcn-training";
import type { DeepState } from "./parts/workbench";

/** VaDE with a graph network beside its encoder. */
export const vgdcn = defineMethod<typeof vgdcnHyperparameters, DeepState>({
  id: "vgdcn",
  title: "VGDCN: variational clustering with a neighbour graph",
  family: "generative",
  summary:
    "Learns how pictures of each cluster are made, as VaDE does, and joins each picture with the few most like it. A second network averages over joined pictures what the first has found, and decides. It can draw new pictures of every cluster.",
PLACEHOLDER
  train: async function* () {},
});
