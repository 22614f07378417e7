import { useMediaQuery } from "@mantine/hooks";
import { useCallback, useRef, useState } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { DropZone } from "./import/DropZone";
import { ImportReportDialog } from "./import/ImportReportDialog";
import { NoticeBridge } from "./kit/NoticeBridge";
import { DatasetPanel } from "./panels/DatasetPanel";
import { EmbeddingPanel } from "./panels/EmbeddingPanel";
import { ExportMenu } from "./panels/ExportMenu";
import { GalleryPanel } from "./panels/GalleryPanel";
import { HeaderBar } from "./panels/HeaderBar";
import { InsightTabs } from "./panels/InsightTabs";
import { MethodPanel } from "./panels/MethodPanel";
import { ProjectionBar } from "./panels/ProjectionBar";
import { RunControls } from "./panels/RunControls";
import { TimelinePanel } from "./panels/TimelinePanel";
import { useRunInSight } from "./use-run-in-sight";
import { wideQuery } from "./wide-query";

/** Where the panels are, and nothing else. */
export function App() {
  const wide = useMediaQuery(wideQuery, undefined, { getInitialValueInEffect: false }) ?? true;
  const [report, setReport] = useState({ opened: false, ofShown: false });
  const showReport = useCallback((ofShown = false) => setReport({ opened: true, ofShown }), []);
  return (
    <div className={wide ? "lab lab-wide" : "lab lab-narrow"}>
      <HeaderBar>
        <ExportMenu />
      </HeaderBar>
      <main className="lab-main">{wide ? <WideLab onReport={showReport} /> : <NarrowLab onReport={showReport} />}</main>
      <ImportReportDialog {...report} onClose={() => setReport({ ...report, opened: false })} />
      <NoticeBridge onReport={showReport} />
      <DropZone />
    </div>
  );
}

interface LabProps {
  readonly onReport: (ofShown?: boolean) => void;
}

function WideLab({ onReport }: LabProps) {
  return (
    <Group className="lab-body" orientation="horizontal">
      <Panel id="setup" defaultSize={316} minSize={272} maxSize={440} groupResizeBehavior="preserve-pixel-size">
        <section className="setup" aria-label="Setup">
          <div className="setup-scroll">
            <DatasetPanel onReport={onReport} />
            <MethodPanel />
          </div>
          <RunControls />
        </section>
      </Panel>
      <Separator className="separator separator-column" aria-label="Resize the setup" />
      <Panel id="main">
        <Group orientation="vertical">
          <Panel id="views" defaultSize="63%" minSize={240}>
            <Group orientation="horizontal">
              <Panel id="map" defaultSize="60%" minSize={280}>
                <div className="stage">
                  <EmbeddingPanel />
                  <ProjectionBar />
                  <TimelinePanel />
                </div>
              </Panel>
              <Separator className="separator separator-column" aria-label="Resize the map" />
              <Panel id="insights" minSize={260}>
                <section className="insights-box" aria-label="Insights">
                  <InsightTabs />
                </section>
              </Panel>
            </Group>
          </Panel>
          <Separator className="separator separator-row" aria-label="Resize the gallery" />
          <Panel id="gallery" minSize={90}>
            <GalleryPanel />
          </Panel>
        </Group>
      </Panel>
    </Group>
  );
}

function NarrowLab({ onReport }: LabProps) {
  const stage = useRef<HTMLDivElement>(null);
  useRunInSight(stage);
  return (
    <>
      <div className="lab-stack">
        <DatasetPanel onReport={onReport} />
        <MethodPanel folded />
        <div className="stage" ref={stage}>
          <EmbeddingPanel />
          <ProjectionBar />
          <TimelinePanel />
        </div>
        <section className="insights-box" aria-label="Insights">
          <InsightTabs />
        </section>
        <GalleryPanel />
      </div>
      <RunControls />
    </>
  );
}
