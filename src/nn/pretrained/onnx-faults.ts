import { ModelError, messageOf } from "./model-error";

/** What the runtime says, and what it means for somebody who has dropped a file. */
const meanings: readonly (readonly [RegExp, (match: RegExpMatchArray, model: string) => string])[] = [
  [
    /external data file "+([^"]*)"/i,
    ([, file], model) =>
      `${model} keeps its weights in another file (${file || "of external data"}), which can't be read: save the model with its weights in one file.`,
  ],
  [
    /No Op registered for (\S+) with domain_version of (\S+)/,
    ([, operator, version], model) =>
      `${model} needs the operator ${operator}, which ONNX Runtime does not know in version ${version} of the operators.`,
  ],
  [
    /(?:No opset import for domain|Could not find an implementation for|is not a registered function\/op)\s*(.*)/,
    ([whole, what], model) => `${model} needs an operator that ONNX Runtime has not got (${what || whole}).`,
  ],
  [/protobuf parsing failed|No graph was found/i, (_, model) => `${model} is no ONNX model, or it is damaged or cut short.`],
  [
    /ir version|opset \d+ is under development|Unsupported model IR/i,
    ([whole], model) => `${model} is in a version of ONNX that this runtime does not read (${whole}).`,
  ],
  [
    /out of memory|bad_alloc|memory access out of bounds|Failed to allocate|Aborted\(/i,
    (_, model) => `${model} needs more memory than there is here.`,
  ],
];

/** A ModelError for what ONNX Runtime threw when it opened or ran `model`. */
export function onnxFault(error: unknown, model: string, doing: "opened" | "run"): ModelError {
  const said = messageOf(error);
  for (const [pattern, sentence] of meanings) {
    const match = said.match(pattern);
    if (match) return new ModelError(sentence(match, model), { cause: error });
  }
  const why = said.replace(/^.*ERROR_MESSAGE:\s*/s, "").trim();
  return new ModelError(`${model} can't be ${doing}: ${why || "ONNX Runtime does not say why."}`, { cause: error });
}
