import { Fragment } from "react";
import type { ScoreDescription } from "../../core/score-description";
import type { LabState } from "../../store/lab-state";
import type { ProjectionQuality } from "../../worker/projector-protocol";
import type { InternalScores, ProbeScores, Probes } from "../../worker/protocol";
import { count } from "../format";
import { useLab } from "../use-lab";
import { ScoreGroupSection, ScoreName, scoreFigure } from "./ScoreGroupSection";

const selectDescriptions = (state: LabState) => state.scoreDescriptions;
const selectInternal = (state: LabState) => state.internalScores;
const selectQuality = (state: LabState) => state.projectionQuality;
/** What the run began with, in a word. */
const selectSpace = ({ run }: LabState) => (run?.features ? "features" : run?.dataset.shape.vectors ? "vectors" : "pixels");
const selectHasTruth = (state: LabState) => state.dataset?.truth != null;
const selectImages = (state: LabState) => state.run?.dataset.shape.count ?? 0;

/** Why there are no scores. Another engine, or one on another device, knows nothing of the run. */
export function whyNoScores({ status, run, backend }: LabState): string {
  if (status !== "finished") return "Measured once a run has finished.";
  return run?.backend === backend ? "Being measured." : "Not measured: the engine was started again before.";
}

/** A figure and the space that it was measured in, where there is more than one. */
interface Figure {
  readonly of: string | null;
  readonly value: number | null;
}

/**
 * What is measured once a run has finished: what can be said of clusters without labels, what can be read from the codes where there
 * are labels, and how faithful the map is.
 */
export function FinishedScores() {
  const descriptions = useLab(selectDescriptions);
  const internal = useLab(selectInternal);
  const quality = useLab(selectQuality);
  const images = useLab(selectImages);
  const space = useLab(selectSpace);
  const hasTruth = useLab(selectHasTruth);
  const probes = internal?.probes ?? null;
  // A method that clusters its input as it is has no codes.
  const held = internal && !internal.pixels ? space : "codes";

  const rows = (group: ScoreDescription["group"], figuresOf: (id: string) => readonly Figure[]) =>
    descriptions
      .filter((score) => score.group === group)
      .map((score) => (
        <div key={score.id} className="score score-values">
          <ScoreName score={score} />
          {figuresOf(score.id).map(({ of, value }) => (
            <dd key={of} className="score-value">
              {scoreFigure(value)}
              {of && <small>{of}</small>}
            </dd>
          ))}
          <dd className="score-text">{score.summary}</dd>
        </div>
      ));
  const wait = useLab(whyNoScores);
  const faithfulness = quality ? figuresById(quality) : {};

  return (
    <Fragment>
      <ScoreGroupSection title="Without labels" lead={internal ? shapeLead(internal, images, space) : wait}>
        {rows("shape", (id) => figuresIn(internal, id, space))}
      </ScoreGroupSection>
      {hasTruth && (
        <ScoreGroupSection title={`What the ${held} hold`} lead={probes ? probeLead(probes, held) : internal ? tooFew : wait}>
          {rows("probe", (id) => figuresIn(probes, id, space))}
        </ScoreGroupSection>
      )}
      <ScoreGroupSection
        title="The map"
        lead={
          quality
            ? `How far the map can be believed, by the ${quality.k} nearest of every image.${sampleSentence("It", quality.sampled, images)}`
            : wait
        }
      >
        {rows("map", (id) => [{ of: null, value: faithfulness[id] ?? null }])}
      </ScoreGroupSection>
    </Fragment>
  );
}

interface BothSpaces<Figures> {
  readonly codes: Figures;
  readonly pixels: Figures | null;
}

function shapeLead({ codes, pixels }: BothSpaces<InternalScores>, images: number, space: string): string {
  const where = pixels ? `in the codes and in the ${space}` : `in the ${space}, which this method clusters as they are`;
  return `How tight and how far apart clusters are ${where}.${sampleSentence("The silhouette", codes.sampled, images)}`;
}

const tooFew = "Labels are too few to teach some and ask for others.";

function probeLead({ codes: { taught, asked } }: Probes, held: string): string {
  return `Labels are used here, and only here: classifiers are taught those of ${count(taught)} images and asked for those of ${count(asked)} others. It tells how well ${held} separate classes, whatever the clusters are, and changes nothing.`;
}

/** Such as " The silhouette is taken over a sample of 5,000 of 70,000 images."; nothing where all were. */
function sampleSentence(what: string, sampled: number | null, images: number): string {
  if (sampled === null) return "";
  return ` ${what} is taken over a sample of ${count(sampled)} of ${count(images)} images.`;
}

function figuresIn(both: BothSpaces<InternalScores | ProbeScores> | null, id: string, space: string): readonly Figure[] {
  if (!both) return [{ of: null, value: null }];
  const codes = figuresById(both.codes);
  if (!both.pixels) return [{ of: null, value: codes[id] ?? null }];
  const pixels = figuresById(both.pixels);
  return [
    { of: "codes", value: codes[id] ?? null },
    { of: space, value: pixels[id] ?? null },
  ];
}

/** Scores by the ids of their descriptions, which are the names of their fields. */
function figuresById(scores: InternalScores | ProbeScores | ProjectionQuality): Readonly<Record<string, number | null>> {
  return { ...scores };
}
