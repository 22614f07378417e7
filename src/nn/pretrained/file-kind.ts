import { ModelError } from "./model-error";

/** What a file must begin with to be one that we know and can't use, and what to do instead. */
const strangers: readonly { readonly starts: (head: Uint8Array) => boolean; readonly sentence: string }[] = [
  {
    starts: (head) => textAt(head, 0, 64).trimStart().startsWith("<"),
    sentence:
      "It is a web page, not a model: take the address of the file itself (on Hugging Face the one with “resolve”, not “blob”).",
  },
  {
    starts: (head) => textAt(head, 0, 64).startsWith("version https://git-lfs"),
    sentence:
      "It is a pointer of Git LFS, which stands for the model and isn't it: take the address from which the file itself comes.",
  },
  {
    starts: (head) => textAt(head, 0, 2) === "PK" || head[0] === 0x80,
    sentence: "It is PyTorch's own format or an archive, from which no weights are read: save the model as ONNX or safetensors.",
  },
  {
    starts: (head) => textAt(head, 1, 3) === "HDF",
    sentence: "It is an HDF5 file, as Keras writes them: convert the model to ONNX.",
  },
  {
    starts: (head) => textAt(head, 4, 4) === "TFL3",
    sentence: "It is a TensorFlow Lite model: convert it to ONNX.",
  },
];

/**
 * Which of the two formats a file is in, by its bytes, and by its name where bytes leave it open: safetensors begins with the length of a
 * header in braces, ONNX (a protocol buffer) with the field of its version. Throws a ModelError for anything else.
 */
export function fileKind(bytes: Uint8Array, name: string): "onnx" | "safetensors" {
  if (bytes.length === 0) throw new ModelError(`${name} is empty.`);
  const head = bytes.subarray(0, 64);
  // First: the length that it begins with may have any lowest byte, also one that strangers begin with.
  if (beginsLikeSafetensors(head)) return "safetensors";
  for (const { starts, sentence } of strangers) if (starts(head)) throw new ModelError(`${name} can't be used. ${sentence}`);
  // Field 1 (ir_version) as a varint; other writers may begin with a later field, and the name tells.
  if (head[0] === 0x08 || /\.onnx$/i.test(name)) return "onnx";
  if (/\.safetensors$/i.test(name)) throw new ModelError(`${name} is no safetensors file: it does not begin with a header.`);
  throw new ModelError(`${name} is neither an ONNX model nor a safetensors file.`);
}

function beginsLikeSafetensors(head: Uint8Array): boolean {
  // No header reaches 2^32 bytes, so the upper half of its length is zero.
  return head.length > 8 && head[8] === 0x7b && head.subarray(4, 8).every((byte) => byte === 0);
}

function textAt(head: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...head.subarray(from, from + length)).replace(/^\u00ef\u00bb\u00bf/, "");
}
