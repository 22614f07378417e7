/** UTF-8 where the bytes happen to be that; else Windows' Latin letters, as Excel saves tables and old tools name files. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
