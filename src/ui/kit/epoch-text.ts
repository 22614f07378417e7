import type { Progress } from "../../worker/protocol";
import { count } from "../format";

/**
 * How far a phase is, to follow its title. An epoch counts once it has ended: until the first has, a start that may take a minute (UMAP, a
 * graph's first steps) would show none. A phase of unknown length may have none at all.
 */
export function epochText(
  { phaseEpoch, phaseEpochs, epoch }: Pick<Progress, "phaseEpoch" | "phaseEpochs" | "epoch">,
  restarts: boolean,
  goesOn: boolean,
): string {
  const of = phaseEpochs ? ` of ${count(phaseEpochs)}` : "";
  if (phaseEpoch === 0 && !restarts && !phaseEpochs) return "";
  if (phaseEpoch === 0 && !restarts && goesOn) return `: on the way to epoch 1${of}`;
  const inAll = epoch > phaseEpoch ? `, ${restarts ? "epoch " : ""}${count(epoch)} in all` : "";
  return `: ${restarts ? "restart" : "epoch"} ${count(phaseEpoch)}${of}${inAll}`;
}
