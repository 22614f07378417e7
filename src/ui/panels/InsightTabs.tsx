import { Tabs } from "@mantine/core";
import type { LabState } from "../../store/lab-state";
import type { InsightTab } from "../../store/view-slice";
import { useLab, useLabApi } from "../use-lab";
import { ClustersPanel } from "./ClustersPanel";
import { ConfusionPanel } from "./ConfusionPanel";
import { DendrogramPanel, hasDendrogram } from "./DendrogramPanel";
import { InsidePanel } from "./InsidePanel";
import { LossPanel } from "./LossPanel";
import { ScoresPanel } from "./ScoresPanel";

const selectTab = (state: LabState) => state.insightTab;

const titles: Readonly<Record<InsightTab, string>> = {
  losses: "Losses",
  scores: "Scores",
  confusion: "Confusion matrix",
  clusters: "Clusters",
  inside: "Inside",
  dendrogram: "Dendrogram",
};

/** What a tab shows of its title, where there are many. */
const shortTitles: Partial<Record<InsightTab, string>> = { confusion: "Confusion" };

/** The run in figures, one view at a time. */
export function InsightTabs() {
  const store = useLabApi();
  const tab = useLab(selectTab);
  const withTree = useLab(hasDendrogram);
  const panels = {
    losses: <LossPanel />,
    scores: <ScoresPanel />,
    confusion: <ConfusionPanel />,
    clusters: <ClustersPanel />,
    inside: <InsidePanel />,
    dendrogram: <DendrogramPanel />,
  };
  const all = Object.keys(titles) as InsightTab[];
  const names = all.filter((name) => name !== "dendrogram" || withTree);
  return (
    <Tabs
      className={withTree ? "insights insights-many" : "insights"}
      // The tree may be gone with its run.
      value={names.includes(tab) ? tab : "losses"}
      onChange={(value) => names.includes(value as InsightTab) && store.getState().setInsightTab(value as InsightTab)}
    >
      <Tabs.List aria-label="Insights">
        {names.map((name) => (
          <Tabs.Tab key={name} value={name} aria-label={titles[name]}>
            {shortTitles[name] ?? titles[name]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {names.map((name) => (
        <Tabs.Panel key={name} value={name} keepMounted={name === "losses"}>
          <h2 className="visually-hidden">{titles[name]}</h2>
          {panels[name]}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
