/**
 * Who may import whom: the architecture, in one table. A folder may always import itself.
 * "wire" stands for the protocol between page and engine, the page's end of it, and the types of files and imports in which
 * the protocol speaks (data/dataset.ts, which imports nothing but core).
 */
const table = {
  core: [],
  data: ["core"],
  numerics: ["core"],
  metrics: ["core", "numerics"],
  projection: ["core", "numerics"],
  nn: ["core"],
  methods: ["core", "numerics", "nn", "projection"],
  worker: ["core", "numerics", "data", "nn", "methods", "metrics", "projection"],
  store: ["core", "wire"],
  export: ["core", "wire"],
  ui: ["core", "store", "export", "wire"],
  cli: ["core", "data", "worker", "export"],
};

/** Packages that only some places may import: [what, regular expression of the packages, of the files]. */
const packages = [
  ["react", "(react|react-dom|@mantine/[^/]+|@tanstack/[^/]+|lucide-react|react-resizable-panels)", "^src/(ui/|main\\.tsx$)"],
  ["charts", "(plotly\\.js|regl-scatterplot)", "^src/ui/plots/"],
  ["zustand", "zustand", "^src/(store|ui)/"],
  ["tensorflow", "@tensorflow/[^/]+", "^src/(nn|methods|worker)/"],
  ["node-pictures", "(sharp|bmp-ts)", "^src/cli/"],
  ["file-formats", "(h5wasm|image-size|fast-png)", "^src/data/"],
  ["umap", "umap-js", "^src/projection/"],
  ["zip", "fflate", "^src/(data|export)/"],
  ["onnx", "onnxruntime-web", "^src/nn/pretrained/"],
];

const wire = "(worker/(protocol|client|projector-protocol|projector-client)|data/dataset)\\.ts$";
const pathOf = (folder) => (folder === "wire" ? wire : `${folder}/`);

// A test (or testing.ts, what a folder's tests share) sits beside what it tests and may bring in whatever it compares with, so it is
// exempt from the table and from the packages' places; nothing but a test may import one (see tests-are-for-the-runner).
const test = "(\\.(test|check)\\.tsx?|/testing\\.ts)$";

const folders = Object.entries(table).map(([folder, allowed]) => ({
  name: `${folder}-imports`,
  comment: `src/${folder} may import ${allowed.join(", ") || "nothing"} of src.`,
  severity: "error",
  from: { path: `^src/${folder}/`, pathNot: folder === "cli" ? [test, "^src/cli/bench/"] : test },
  to: { path: "^src/", pathNot: `^src/(${[folder, ...allowed].map(pathOf).join("|")})` },
}));

const only = ([what, pattern, where]) => ({
  name: `${what}-in-its-place`,
  comment: `${pattern} may be imported by ${where} only.`,
  severity: "error",
  from: { path: "^src/", pathNot: [where, test] },
  to: { path: `(^|node_modules/)${pattern}(/|$)` },
});

module.exports = {
  forbidden: [
    ...folders,
    ...packages.map(only),
    {
      name: "benchmark-imports",
      comment:
        "The benchmark measures the engine from below the methods: of src it may import the command, nn/bench and projection/bench.",
      severity: "error",
      from: { path: "^src/cli/bench/", pathNot: test },
      to: {
        path: "^src/",
        pathNot: "^src/(cli/|core/|nn/bench/|nn/dispatch-count\\.ts$|nn/processor-neighbours\\.ts$|projection/bench/)",
      },
    },
    {
      name: "node-in-its-place",
      comment: "Everything but the command runs in a browser too.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/cli/", test] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "main-imports",
      comment: "The page's root puts ui, store and the engine's client together, and does nothing else.",
      severity: "error",
      from: { path: "^src/main\\.tsx$" },
      to: { path: "^src/", pathNot: `^src/(ui/|store/|${wire})` },
    },
    {
      name: "methods-do-not-import-each-other",
      comment: "A method is one file that can be read, copied and deleted alone; what two share goes to methods/parts.",
      severity: "error",
      from: { path: "^src/methods/([^/]+)", pathNot: [test, "^src/methods/registry\\.ts$"] },
      to: { path: "^src/methods/", pathNot: ["^src/methods/(method\\.ts$|parts/)", "^src/methods/$1(/|$)"] },
    },
    {
      name: "tests-are-for-the-runner",
      comment: "Code that is shipped must not import a test.",
      severity: "error",
      from: { path: "^src/", pathNot: test },
      to: { path: test },
    },
    {
      name: "no-circular",
      comment:
        "Two files that import each other are one idea in two files, and which one loads first is luck. " +
        "A ring closed by a type only, as the store's slices and their sum make, is gone at run time.",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolvable",
      comment: "An import that can't be found would slip through every other rule.",
      severity: "error",
      from: { path: "^src/" },
      // `?url`, `?worker` and the like are Vite's; `virtual:` too.
      to: { couldNotResolve: true, pathNot: "(\\?(url|raw|worker|inline)$|^virtual:)" },
    },
  ],
  options: {
    // Type imports count: a type is knowledge too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    // Anchored: without the ^ every package under node_modules/**/dist would be exempt from the rules.
    exclude: { path: "^dist/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "browser", "default", "types"] },
  },
};
