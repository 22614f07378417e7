/**
 * Of the images whose predictions a correction takes for uncertain, by the text of `assignments.csv`: how many there are, and what share
 * of them has the class that belongs to its cluster before the correction and after it. Clusters belong to classes as fits all images
 * best before the correction. Null where nothing was corrected.
 */
export function uncertainAccuracy(csv) {
  const lines = csv.trimEnd().split("\r\n");
  const names = lines[0].split(",");
  if (!names.includes("correctedCluster")) return null;
  // From the right: only the path, which comes first, may hold a comma.
  const rows = lines.slice(1).map((line) => {
    const fields = line.split(",").reverse();
    const of = (name) => fields[names.length - 1 - names.indexOf(name)];
    return { cluster: Number(of("cluster")), label: of("label"), corrected: of("correctedCluster") };
  });
  const classOf = matching(rows);
  const uncertain = rows.filter(({ corrected }) => corrected !== "");
  if (uncertain.length === 0) return null;
  const share = (clusterOf) => uncertain.filter((row) => classOf[clusterOf(row)] === row.label).length / uncertain.length;
  return {
    images: uncertain.length,
    before: share(({ cluster }) => cluster),
    after: share(({ corrected }) => Number(corrected)),
  };
}

/** The class of each cluster under the one-to-one assignment that fits most images: the best of all ways, set of classes by set. */
function matching(rows) {
  const classes = [...new Set(rows.map(({ label }) => label))].sort();
  if (classes.length > 16) throw new Error("Too many classes to try all ways of matching.");
  const clusters = Math.max(...rows.map(({ cluster }) => cluster)) + 1;
  const counts = Array.from({ length: clusters }, () => new Array(classes.length).fill(0));
  for (const { cluster, label } of rows) counts[cluster][classes.indexOf(label)] += 1;
  // After cluster c, by the set of classes given away: the most images that fit, and the class that c took (-1: none).
  let best = new Map([[0, { fits: 0, taken: [] }]]);
  for (let c = 0; c < clusters; c++) {
    const next = new Map();
    const offer = (set, fits, taken) => {
      if (!next.has(set) || next.get(set).fits < fits) next.set(set, { fits, taken });
    };
    for (const [set, { fits, taken }] of best) {
      offer(set, fits, [...taken, -1]);
      for (const j of classes.keys()) if (!(set & (1 << j))) offer(set | (1 << j), fits + counts[c][j], [...taken, j]);
    }
    best = next;
  }
  const { taken } = [...best.values()].reduce((a, b) => (b.fits > a.fits ? b : a));
  return taken.map((j) => classes[j]);
}
