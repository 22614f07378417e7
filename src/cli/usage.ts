export const usage = `kindred: deep image clustering without a page

  npm run -s kindred -- <command> [flags]

Commands
  methods            Print every method and its settings as JSON; \`methods --list\` prints two lines a method: its name and
                     recipes, and when to take it.
  run                Cluster images; print the result as one line of JSON.
  bench              Measure this machine: ours beside stock tfjs and PyTorch. Takes minutes.

Flags of run
  --data WHAT        A folder, one or more files joined by "+", or a built-in dataset such as
                     "builtin:digits?n=2000&size=16&seed=1". In a folder of pictures a subfolder's name is the label;
                     a folder of IDX files is read as one dataset, train and test joined. An NPY, NPZ, HDF5, CSV or TSV of
                     vectors is a dataset too, and a ZIP of any of these.
  --method ID        Which method; see \`methods\`.
  --k N              How many clusters. Default: the number of classes where labels are known, else 10.
  --set NAME=VALUE   A setting of the method; may be given many times.
  --recipe ID        A method's recipe: "robust", our defaults, or another of those that \`methods\` lists, such as "paper"; what
                     --set says lies over it. run.json names the recipe whose values a run had, or null.
  --seed N           Default 1. The same seed, data and backend give the same result.
  --limit N          Keep at most N images, spread evenly over the input.
  --size S           Side of the images in pixels, 16 to 96.
  --backend NAME     wasm (default), cpu, webgl, webgpu or auto. webgpu needs a graphics driver and the npm package
                     "webgpu", which is installed on its own; without them wasm computes, and a line says why.
  --codes FILE       Cluster these vectors in the place of the pixels: an NPY file [n, d], such as codes.npy of an earlier run
                     on the same data. Only for classical methods.
  --features FILE    Learn from these vectors in the place of the pictures, with any method: NPY, NPZ, HDF5, CSV or TSV, a row an
                     image. Rows are matched by file name: a column of the table, an array of texts in the NPZ, or a list
                     beside the NPY (features.txt, one name a line); without names, by order.
  --model FILE       Learn from what this pretrained network (.onnx or .safetensors, a file or an address) finds in the pictures.
                     What came from an address is kept in the folder of --cache, if any; run.json holds its hash.
  --refresh          Fetch that network again though it is kept.
  --normalisation N  What that network was trained to see: imagenet (default), unit (0 to 1) or symmetric (-1 to 1).
  --input WHAT       pictures or features, where both are there. Default: features, whether one of these flags names them or they
                     lie beside the pictures in the folder, as on the page.
  --map ID           Lay out the result by pca, umap, tsne or isomap, for the coordinates in assignments.csv, and tell how
                     faithful that is. Default: by PCA, unmeasured.
  --out FOLDER       Write assignments.csv, run.json and codes.npy there.
  --resume FILE      Go on from a checkpoint of the same data; method, k, seed and settings are its own unless given.
  --cache FOLDER     Keep pretrained networks there, and take them from there when a later run has the same data, seed and
                     settings of pretraining: its result is the same to the last digit.
  --quiet            No progress on stderr.

Flags of bench
  --quick            Small sizes, few repetitions: shows that all of it runs, not how fast.
  --only PARTS       Some of steps,kernels,profile,memory,neighbours,layout,webgpu.
  --json             Print JSON in the place of tables.
  --out FILE         Write the JSON there.
  --write FILE       Write the tables there, as Markdown.

Ctrl-C saves a checkpoint at the end of the epoch and ends with code 130; a second Ctrl-C ends at once.
Progress and messages go to stderr, results to stdout.
`;
