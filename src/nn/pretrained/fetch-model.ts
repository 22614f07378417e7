import { fileKind } from "./file-kind";
import { browserModelCache, type ModelCache } from "./model-cache";
import { ModelError, messageOf } from "./model-error";

export interface FetchModelOptions {
  readonly signal: AbortSignal;
  /** Told as bytes come in; `total` is null where the site does not say. */
  readonly progress?: (loaded: number, total: number | null) => void;
  /** Where models are kept; the browser's cache unless told otherwise, null for nowhere. */
  readonly cache?: ModelCache | null;
  /** Downloads though the model is kept, for one that has changed at its address. */
  readonly refresh?: boolean;
  readonly fetch?: typeof globalThis.fetch;
  /** A larger file is refused. */
  readonly mostBytes?: number;
}

export interface FetchedModel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The file's name, the last part of the address. */
  readonly name: string;
  readonly from: "network" | "cache";
}

/** A network is held twice when it is opened, and a WebAssembly memory ends at 4 GiB. */
const mostBytesByDefault = 2 ** 30;

/**
 * A model from its address, or from the cache if it was downloaded before. The request says nothing but the address: no cookies, no
 * referrer, and nothing of the user's pictures. Throws the signal's reason when that aborts, and a ModelError whose sentence tells what
 * is wrong with the address, the network or the file.
 */
export async function fetchModel(url: string, options: FetchModelOptions): Promise<FetchedModel> {
  const { signal, cache = browserModelCache(), refresh = false } = options;
  const { address, name } = parsed(url);
  signal.throwIfAborted();
  const kept = refresh ? null : await cache?.find(address);
  signal.throwIfAborted();
  if (kept) return { bytes: kept, name, from: "cache" };
  const bytes = await download(address, name, options);
  // Looked at before it is kept: a page that says "not found" must not be found again.
  fileKind(bytes, name);
  await cache?.keep(address, bytes);
  signal.throwIfAborted();
  return { bytes, name, from: "network" };
}

function parsed(url: string): { readonly address: string; readonly name: string } {
  const address = URL.canParse(url.trim()) ? new URL(url.trim()) : null;
  if (!address || !/^https?:$/.test(address.protocol))
    throw new ModelError(`“${url}” is no address of a model: it should begin with https://.`);
  // Behind the # stands nothing that a server is told.
  address.hash = "";
  const last = address.pathname.split("/").at(-1) ?? "";
  return { address: address.href, name: decoded(last) || address.hostname };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function download(address: string, name: string, options: FetchModelOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { signal, fetch = globalThis.fetch, mostBytes = mostBytesByDefault } = options;
  let response: Response;
  try {
    response = await fetch(address, { signal, credentials: "omit", referrerPolicy: "no-referrer" });
  } catch (error) {
    signal.throwIfAborted();
    throw new ModelError(unreachable(address, error), { cause: error });
  }
  const fault = faultOf(response, name) ?? tooLarge(name, lengthOf(response), mostBytes);
  if (fault) {
    // What still comes is not wanted; that it can't be stopped is nobody's concern.
    await response.body?.cancel().catch(() => {});
    throw new ModelError(fault);
  }
  return readBody(response, name, mostBytes, options);
}

function unreachable(address: string, error: unknown): string {
  const { hostname } = new URL(address);
  const cause = error instanceof Error && error.cause ? ` (${messageOf(error.cause)})` : "";
  if ((globalThis.navigator as Navigator | undefined)?.onLine === false)
    return `${hostname} can't be reached: this machine is offline. Download the model when it is online, or drop its file here.`;
  return (
    `${hostname} can't be read${cause}: the machine is offline, there is no such site, or it does not allow other pages to read its ` +
    "files (CORS). If it opens in a tab of its own, save the file and drop it here."
  );
}

function faultOf(response: Response, name: string): string | null {
  const { status } = response;
  const type = response.headers.get("content-type") ?? "";
  if (status === 404 || status === 410) return `There is no ${name} at this address (HTTP ${status}).`;
  if (status === 401 || status === 403)
    return `${name} may not be read without logging in (HTTP ${status}): save the file yourself and drop it here.`;
  if (status === 429) return `The site asks to wait before ${name} is downloaded again (HTTP 429).`;
  if (!response.ok) return `${name} can't be downloaded: the site answers with HTTP ${status}. Try again later.`;
  if (/^text\/html\b/i.test(type))
    return `This is the address of a web page, not of a model: take that of the file itself (on Hugging Face the one with “resolve”, not “blob”).`;
  return null;
}

function tooLarge(name: string, length: number | null, mostBytes: number): string | null {
  if (length === null || length <= mostBytes) return null;
  return `${name} is of ${megabytes(length)}, and up to ${megabytes(mostBytes)} can be used here: take a smaller network.`;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** What the site says the file's length is; null where it doesn't, or where it means the compressed one. */
function lengthOf(response: Response): number | null {
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  return Number.isSafeInteger(length) && length >= 0 && !response.headers.get("content-encoding") ? length : null;
}

async function readBody(
  response: Response,
  name: string,
  mostBytes: number,
  { signal, progress }: FetchModelOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const total = lengthOf(response);
  const parts: Uint8Array[] = [];
  let loaded = 0;
  progress?.(0, total);
  const reader = response.body?.getReader();
  try {
    for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
      parts.push(next.value);
      loaded += next.value.length;
      const fault = tooLarge(name, loaded, mostBytes);
      if (fault) throw new ModelError(fault);
      signal.throwIfAborted();
      progress?.(loaded, total);
    }
  } catch (error) {
    await reader?.cancel().catch(() => {});
    signal.throwIfAborted();
    if (error instanceof ModelError) throw error;
    throw new ModelError(`The download of ${name} broke off after ${megabytes(loaded)}: try again.`, { cause: error });
  }
  if (total !== null && loaded < total)
    throw new ModelError(`The download of ${name} ended after ${megabytes(loaded)} of ${megabytes(total)}: try again.`);
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
