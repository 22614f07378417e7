import type { SavedState } from "../core/saved-state";
import type { Dataset, FeatureSet, ImportReport, LoadContext } from "../data/dataset";
import { sha256 } from "../data/dataset-hash";
import { ReportBuilder } from "../data/import-report";
import { readyFeatures } from "../data/ready-features";
import type { Device } from "./device";
import type { EngineParts, ModelFile } from "./host-parts";
import type { Command, ModelRequest } from "./protocol";

type Request = Pick<Extract<Command, { kind: "extractFeatures" }>, "model" | "normalisation" | "refresh">;
type Parts = Pick<EngineParts, "extractFeatures" | "fetchModel" | "workStore">;

/** What the work store keeps of a model's features. */
interface Kept {
  readonly [key: string]: SavedState;
  readonly data: Float32Array;
  readonly cols: number;
}

/** To be raised when the same model and pictures give other features than before. */
const version = 1;

/**
 * Features that a pretrained model finds in the pictures: computed once for the same pictures, bytes of the model, normalisation and
 * backend, whose rounding differs. Throws DeviceLostError where the device goes meanwhile: what it gave is not to be trusted; and ImportError
 * where nothing can be learned from them.
 */
export async function modelFeatures(
  { model, normalisation, refresh = false }: Request,
  { images, hash }: Dataset,
  { extractFeatures, fetchModel, workStore }: Parts,
  device: Pick<Device, "guard" | "report">,
  context: LoadContext,
): Promise<{ readonly features: FeatureSet; readonly report: ImportReport }> {
  if (!extractFeatures)
    throw new Error("This version reads no pretrained models; compute the features elsewhere and add them as NPY or CSV");
  if (images.shape.vectors) throw new Error("A model needs pictures, and these are vectors already");
  const { file, source } = await givenModel(model, fetchModel, context, refresh);
  const modelHash = await sha256(file.bytes);
  const key = JSON.stringify(["features", version, hash, modelHash, normalisation, device.report?.backend]);
  let kept = (await workStore.find(key)) as Kept | undefined;
  context.signal.throwIfAborted();
  if (!kept) {
    const { data, cols } = await device.guard(extractFeatures(images, file, { normalisation }, context));
    kept = { data, cols };
    await workStore.keep(key, kept);
  }
  const { data, cols } = kept;
  const report = new ReportBuilder();
  report.files = 1;
  const { count } = images.shape;
  const vectors = readyFeatures({ data, rows: count, cols }, file.name, images.paths, report);
  if (typeof vectors === "string") throw report.failure(vectors);
  const facts = { normalisation, hash: modelHash };
  return { features: { title: file.name, source, model: facts, vectors }, report: report.build(count) };
}

async function givenModel(
  model: ModelRequest,
  fetchModel: Parts["fetchModel"],
  context: LoadContext,
  refresh: boolean,
): Promise<{ readonly file: ModelFile; readonly source: string }> {
  if (model.kind === "file")
    return { file: { name: model.name, bytes: new Uint8Array(await model.blob.arrayBuffer()) }, source: model.name };
  if (!fetchModel) throw new Error("This version fetches no models; download it and add its file");
  return { file: await fetchModel(model.url, context, refresh), source: model.url };
}
