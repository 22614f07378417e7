import type { LabState } from "../../store/lab-state";
import { clusterName } from "../../store/view-slice";
import { count, counted } from "../format";
import { useLab, useLabApi } from "../use-lab";
import { membersOf } from "./members";

const selectNames = (state: LabState) => state.clusterNames;

/** How many images a cluster has; a click selects them all, as a lasso around them would. -1 is no cluster. */
export function MembersButton({ cluster, size }: { readonly cluster: number; readonly size: number }) {
  const store = useLabApi();
  const name = clusterName(useLab(selectNames), cluster);
  if (size === 0) return <span className="figure">0</span>;
  // The number that is seen is part of its name, as axe asks.
  const what = `Show ${size === 1 ? "the" : "all"} ${counted(size, "image")} of ${name}`;
  const choose = (): void => {
    const { frame, select } = store.getState();
    select(membersOf(frame?.labels ?? null, cluster), "gallery");
  };
  return (
    <button type="button" className="link figure" aria-label={what} title={what} onClick={choose}>
      {count(size)}
    </button>
  );
}
