import type { Images } from "../core/images";
import type { ArrayFile } from "./array-file";
import { chooseParts, joinParts } from "./array-images";
import { toParts } from "./array-parts";
import type { Dataset, DecodePicture, FileRef, ImportOptions, LoadContext } from "./dataset";
import { hashImages } from "./dataset-hash";
import type { Entry } from "./entry";
import { arrayFeatures } from "./feature-companions";
import { joinable, tellFound } from "./feature-rows";
import { besideImages, featuresBeside } from "./features-beside";
import { baseName } from "./file-names";
import { folderLabels, labelsFrom } from "./folder-labels";
import { counted, ReportBuilder } from "./import-report";
import { labelOf } from "./label-csv";
import { namesAny } from "./match-features";
import { Pace } from "./pace";
import { readPictures } from "./picture-files";
import { sortFiles } from "./sort-files";
import { vectorImages } from "./vector-images";

/**
 * Turns files (pictures in folders, IDX, CIFAR, NPY, HDF5, tables of features, ZIPs of these) into a dataset. Features without
 * pictures become a dataset of vectors; beside pictures they are kept with them. The order of `files` does not matter: they are
 * taken by path. Where arrays and pictures come together, the kind with more images is imported and the other is reported.
 * Throws ImportError, with the report, when nothing could be imported or the images don't fit memory, and AbortError when cancelled.
 */
export async function importFiles(
  title: string,
  files: readonly FileRef[],
  options: ImportOptions,
  context: LoadContext,
  decode: DecodePicture,
): Promise<Dataset> {
  const report = new ReportBuilder();
  const pace = new Pace(context);
  pace.check();
  const sorted = await sortFiles(files, report, pace);
  const arrays = toParts(sorted.arrays, report, besidePictures(sorted.pictures.length));
  const vectorParts = arrays.filter(({ vectors }) => vectors);
  const vectors = [...(await arrayFeatures(vectorParts, sorted.nameLists, sorted.classNames, report)), ...sorted.tables];
  const parts = chooseParts(
    arrays.filter((part) => !part.vectors),
    options,
    report,
  );
  const inArrays = parts.reduce((sum, part) => sum + part.count, 0);
  const { pictures } = sorted;
  const candidates =
    inArrays >= pictures.length
      ? parts.flatMap((part) => Array.from({ length: part.count }, (_, i) => `${part.path}#${i}`))
      : pictures.map(({ path }) => path);
  const beside = besideImages(vectors, candidates, report);
  const groups = joinable(candidates.length > 0 ? beside : vectors);
  const rows = Math.max(0, ...groups.map((group) => group.reduce((sum, set) => sum + set.rows, 0)));
  if (candidates.length === 0 && rows === 0) {
    for (const set of vectors) tellFound(set, report);
    throw report.failure(
      report.files === 0
        ? "There are no files to import."
        : "None of the files holds images: pictures (PNG, JPEG, WebP, GIF, BMP, AVIF), IDX, CIFAR, NPY, NPZ or HDF5; nor features: NPY, NPZ, HDF5, CSV or TSV.",
    );
  }
  if (rows > candidates.length && !beside.some((set) => namesAny(set, candidates))) {
    for (const { path } of [...pictures, ...parts])
      report.problem(
        path,
        `Left out: beside it came ${counted(rows, "vector that is", "vectors that are")} not of these images.`,
      );
    return finished(title, vectorImages(vectors, sorted.csvLabels, options.limit, report), null, report, pace);
  }

  let images: Images;
  let entries: readonly Entry[] | null = null;
  if (inArrays >= pictures.length) {
    for (const picture of pictures)
      report.problem(picture.path, `Left out: ${counted(inArrays, "image")} came beside it in arrays.`);
    images = await joinParts(parts, sorted.classNames, options, report, pace);
  } else {
    for (const part of parts) {
      report.problem(
        part.path,
        `Left out: ${counted(pictures.length, "picture")} came beside its ${counted(part.count, "image")}.`,
      );
    }
    const read = await readPictures(pictures, options, decode, report, pace);
    if (read.entries.length === 0) throw report.failure("None of the pictures could be read.");
    entries = read.entries;
    const paths = entries.map((entry) => entry.path);
    images = {
      shape: { count: paths.length, height: read.side, width: read.side, channels: read.channels },
      pixels: read.pixels,
      paths,
      truth: csvLabels(paths, sorted.csvLabels, report) ?? folderLabels(paths, report),
    };
  }
  const features = featuresBeside(beside, images.paths, report);
  return {
    ...(await finished(title, images, entries, report, pace)),
    ...(features ? { features } : {}),
    ...(images.paths.length < candidates.length ? { allPaths: candidates } : {}),
  };
}

/** A row of numbers for each of the pictures that came with it is of features, square or not. */
function besidePictures(pictures: number): (array: ArrayFile) => boolean {
  return ({ dims, bytes }) => pictures > 0 && dims[0] === pictures && !bytes;
}

async function finished(
  title: string,
  images: Images,
  entries: readonly Entry[] | null,
  report: ReportBuilder,
  pace: Pace,
): Promise<Dataset> {
  pace.check();
  const hash = await hashImages(images);
  pace.check();
  return { title, images, report: report.build(images.shape.count), hash, original: originalsOf(entries) };
}

function csvLabels(paths: readonly string[], table: ReadonlyMap<string, string> | null, report: ReportBuilder): Images["truth"] {
  if (!table) return null;
  const given = paths.map((path) => labelOf(path, table));
  const found = given.filter((label) => label !== null).length;
  if (found === 0) report.note("No picture has a line in the table of labels.");
  else {
    const lacking = found === paths.length ? "" : ` It has none of ${counted(paths.length - found, "other picture")}.`;
    report.note(`Labels of ${counted(found, "picture")} were taken from the table of labels.${lacking}`);
  }
  return labelsFrom(given);
}

function originalsOf(entries: readonly Entry[] | null): Dataset["original"] {
  return async (index) => {
    const entry = entries?.[index];
    return entry ? { name: baseName(entry.path), bytes: await entry.bytes() } : null;
  };
}
