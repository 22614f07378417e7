import { type KeyboardEvent, type MouseEvent, memo, useId, useState } from "react";
import type { Dendrogram } from "../../core/dendrogram";
import type { LabState } from "../../store/lab-state";
import { clusterName } from "../../store/view-slice";
import { counted, short } from "../format";
import { clusterColour } from "../palette";
import { type DendrogramLayout, type DrawnNode, imagesUnder, roundTicks } from "../plots/dendrogram-layout";
import { useLab, useLabApi } from "../use-lab";
import { useScheme } from "./use-scheme";

interface Props {
  readonly tree: Dendrogram;
  readonly layout: DendrogramLayout;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

const selectNames = (state: LabState) => state.clusterNames;
/** Room for the axis and for the sizes below the leaves. */
const room = { left: 40, right: 8, top: 8, bottom: 34 };
/** Height of a line of words, as in the style. */
const wordLine = 22;
/** CSS pixels across that the words below fit into on one line. */
const oneLine = 440;
const pixelsPerTick = 44;

/**
 * A drawn tree. Hover or the arrow keys tell about a branch, click or Enter selects its images. To assistive technology it is a
 * tree whose present branch is told with its place.
 */
export const DendrogramTree = memo(function DendrogramTree({ tree, layout, width, height }: Props) {
  const store = useLabApi();
  const names = useLab(selectNames);
  const scheme = useScheme();
  const id = useId();
  const [active, setActive] = useState<number | null>(null);
  const { nodes, leaves, floor, top, cut } = layout;
  const lines = width < oneLine ? 2 : 1;
  const words = wordLine * lines;
  const plot = { width: width - room.left - room.right, height: height - room.top - room.bottom - words };
  const x = (across: number) => room.left + ((across + 0.5) / leaves) * plot.width;
  const y = (at: number) => room.top + (1 - Math.max(0, at - floor) / (top - floor)) * plot.height;
  const bottom = room.top + plot.height;
  const colourOf = ({ cluster }: DrawnNode) => (cluster === null ? undefined : clusterColour(cluster, scheme));
  const present = active === null ? null : (nodes[active] ?? null);
  const describe = ({ size, height: at, cluster, children }: DrawnNode) =>
    [
      counted(size, "image"),
      size > 1 && `${children ? "merged" : "a branch merged"} at height ${short(at)}`,
      cluster === null ? "several clusters" : clusterName(names, cluster),
    ]
      .filter(Boolean)
      .join(", ");
  const choose = (place: number): void => store.getState().select(imagesUnder(tree, nodes[place].node), "dendrogram");

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = active ?? 0;
    if (event.key === "Enter" || event.key === " ") choose(at);
    else {
      const next = neighbourOf(nodes, at, event.key);
      if (next === undefined) return;
      setActive(next);
    }
    event.preventDefault();
  };

  return (
    <>
      <div
        className="dendrogram-plot"
        role="tree"
        aria-label={`The last ${leaves - 1} merges`}
        aria-activedescendant={`${id}-present`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => setActive((before) => before ?? 0)}
        onBlur={() => setActive(null)}
        onMouseMove={(event) => setActive(placeAt(event))}
        onMouseLeave={() => setActive(null)}
        onClick={(event) => {
          const place = placeAt(event);
          if (place !== null) choose(place);
        }}
      >
        <svg width={width} height={height - words} aria-hidden="true">
          <g className="dendrogram-axis">
            {roundTicks(floor, top, plot.height / pixelsPerTick).map((tick) => (
              <g key={tick} transform={`translate(0 ${y(tick)})`}>
                <line x1={room.left - 4} x2={width - room.right} />
                <text x={room.left - 7} dy="0.32em">
                  {short(tick)}
                </text>
              </g>
            ))}
          </g>
          {nodes.map((drawn, place) => {
            const { node, children, parent, across, size, height: at } = drawn;
            const own = children ? y(at) : bottom;
            const above = parent === null ? own : y(nodes[parent].height);
            const arms = children?.map((child) => x(nodes[child].across));
            const path = pathOf(x(across), above, own, arms);
            return (
              <g
                key={node}
                data-place={place}
                className={place === active ? "branch branch-active" : "branch"}
                style={{ color: colourOf(drawn) }}
              >
                <path className="branch-hit" d={path} />
                <path className="branch-line" d={path} />
                {!children && (
                  <text transform={`translate(${x(across)} ${bottom + 5}) rotate(90)`} dy="0.32em">
                    {sizeText(size)}
                  </text>
                )}
              </g>
            );
          })}
          {cut !== null && cut >= floor && (
            <g className="dendrogram-cut">
              <line x1={room.left} x2={width - room.right} y1={y(cut)} y2={y(cut)} />
              <text x={width - room.right} y={y(cut) - 4}>
                cut at {short(cut)}
              </text>
            </g>
          )}
        </svg>
        <div
          id={`${id}-present`}
          role="treeitem"
          tabIndex={-1}
          aria-level={levelOf(nodes, active ?? 0)}
          aria-selected={active !== null}
          className="visually-hidden"
        >
          {describe(present ?? nodes[0])}
        </div>
      </div>
      <p className="dendrogram-words muted" style={{ height: words, WebkitLineClamp: lines }} aria-hidden="true">
        {present ? describe(present) : "Under each leaf its number of images. Click a branch to select them."}
      </p>
    </>
  );
});

/** The branch under the pointer. */
function placeAt(event: MouseEvent): number | null {
  const branch = event.target instanceof Element ? event.target.closest<SVGElement>("[data-place]") : null;
  return branch ? Number(branch.dataset.place) : null;
}

/** A stem down from the parent's height to `own`, and there the arms to both children. */
function pathOf(at: number, above: number, own: number, arms: readonly number[] | undefined): string {
  return `M${at} ${above}V${own}${arms ? `M${arms[0]} ${own}H${arms[1]}` : ""}`;
}

/** Where an arrow key leads: up to the parent, down to the left child, sideways to the other child of the parent. */
function neighbourOf(nodes: readonly DrawnNode[], at: number, key: string): number | undefined {
  const { parent, children } = nodes[at];
  const siblings = parent === null ? null : nodes[parent].children;
  switch (key) {
    case "ArrowUp":
      return parent ?? at;
    case "ArrowDown":
      return children?.[0] ?? at;
    case "ArrowLeft":
      return siblings?.[0] ?? at;
    case "ArrowRight":
      return siblings?.[1] ?? at;
    case "Home":
      return 0;
    default:
      return undefined;
  }
}

function levelOf(nodes: readonly DrawnNode[], place: number): number {
  let level = 1;
  for (let parent = nodes[place].parent; parent !== null; parent = nodes[parent].parent) level++;
  return level;
}

/** Four signs at most. */
function sizeText(size: number): string {
  return size < 10_000 ? String(size) : `${Math.round(size / 1000)}k`;
}
