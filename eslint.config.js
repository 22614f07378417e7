import tseslint from "typescript-eslint";

// Biome formats and has the base rules; here are only those that need types, or that are this project's own.

/** A tfjs read that blocks returns wrong values on WebGPU, throws nothing, and can lose the device. */
const blockingReads = ["dataSync", "arraySync", "bytesSync", "print"].map((name) => ({
  selector: `CallExpression[callee.property.name="${name}"]`,
  message: `${name}() reads a tensor synchronously, which gives wrong values on WebGPU without an error; await data() or array().`,
}));

const noDefaultExports = [
  {
    selector: "ExportDefaultDeclaration",
    message: "Export by name: a default export has another name in every file that imports it, and no search finds them all.",
  },
  {
    selector: 'ExportSpecifier[exported.name="default"]',
    message: "Export by name: a default export has another name in every file that imports it, and no search finds them all.",
  },
];

const unseededRandomness = {
  object: "Math",
  property: "random",
  message: "A run must be repeatable from its seed: take an Rng (src/core/rng.ts) as an argument.",
};

const clocks = [
  ["Date", "now"],
  ["performance", "now"],
].map(([object, property]) => ({
  object,
  property,
  message: "Numeric code must give the same result at any time of day: take the time as an argument, or leave it to the host.",
}));

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "dist-cli/",
      "test-results/",
      "playwright-report/",
      "public/",
      "scripts/",
      "*.js",
      "*.cjs",
      "src/nn/native/assembly/",
    ],
  },
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "@typescript-eslint": tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // The classic fault with tfjs is a data() that nobody awaits: it trains on, with a promise for a number.
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      // Aim for 150; a file of more than 400 lines holds more than one idea.
      "max-lines": ["error", { max: 400 }],
      "no-restricted-syntax": ["error", ...blockingReads],
      "no-restricted-properties": ["error", unseededRandomness],
    },
  },
  {
    // Tool configurations at the top are imported by their tools, which want a default export.
    files: ["src/**/*.{ts,tsx}", "e2e/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", ...blockingReads, ...noDefaultExports] },
  },
  {
    files: ["src/{core,numerics,nn,methods,metrics,projection}/**/*.ts"],
    rules: {
      "no-restricted-properties": ["error", unseededRandomness, ...clocks],
      "no-restricted-syntax": [
        "error",
        ...blockingReads,
        ...noDefaultExports,
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: clocks[0].message },
      ],
    },
  },
);
