/**
 * UTF-8 where the bytes happen to be that, or all but a few of them; else Windows' Latin letters, as Excel saves tables and old tools name
 * files.
 */
export function decodeText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  // A byte that is no UTF-8 became the sign for that.
  const isBroken = text.includes("\ufffd");
  return isBroken && !/[\u0080-\ufffc]/.test(text) ? new TextDecoder("windows-1252").decode(bytes) : text;
}
