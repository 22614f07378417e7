import { describe, expect, it } from "vitest";
import { type FetchModelOptions, fetchModel } from "./fetch-model";
import { browserModelCache, type ModelCache } from "./model-cache";
import { ModelError } from "./model-error";
import { float32Tensor, safetensorsFile } from "./testing";

const model = safetensorsFile({ x: float32Tensor([3], [1, 2, 3]) }) as Uint8Array<ArrayBuffer>;
const address = "https://models.example/nets/tiny.safetensors";

/** The Cache API, as far as it is used here, in memory. */
function memoryCaches(): CacheStorage & { readonly addresses: () => string[] } {
  const kept = new Map<string, Response>();
  const cache = {
    match: async (key: string) => kept.get(key)?.clone(),
    put: async (key: string, response: Response) => void kept.set(key, response),
  };
  const names: string[] = [];
  return {
    open: async (name: string) => {
      names.push(name);
      return cache;
    },
    addresses: () => [...new Set(names)].flatMap((name) => [...kept.keys()].map((key) => `${name} ${key}`)),
  } as unknown as CacheStorage & { readonly addresses: () => string[] };
}

type Answer = () => Response | Promise<Response>;
/** A fetch that answers so, and remembers what it was asked. */
function answering(answer: Answer) {
  const asked: { readonly url: unknown; readonly init: RequestInit | undefined }[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    asked.push({ url, init });
    return answer();
  };
  return { asked, fetch };
}

const get = (answer: Answer, options: Partial<FetchModelOptions> = {}, url = address) =>
  fetchModel(url, { signal: new AbortController().signal, cache: null, fetch: answering(answer).fetch, ...options });

/** A body that gives `chunks` and then does what `end` does. */
function streamOf(chunks: readonly Uint8Array[], end: (controller: ReadableStreamDefaultController) => void): ReadableStream {
  let at = 0;
  return new ReadableStream({
    pull: (controller) => (at < chunks.length ? controller.enqueue(chunks[at++]) : end(controller)),
  });
}

describe("fetchModel", () => {
  it("downloads, tells how far it is, and asks for nothing but the address", async () => {
    const steps: [number, number | null][] = [];
    const { asked, fetch } = answering(
      () =>
        new Response(
          streamOf([model.subarray(0, 10), model.subarray(10)], (controller) => controller.close()),
          { headers: { "content-length": String(model.length) } },
        ),
    );
    const options = { fetch, progress: (...step: [number, number | null]) => void steps.push(step) };
    const fetched = await get(() => new Response(), options, `${address}?download=true#here`);
    expect(fetched).toEqual({ bytes: model, name: "tiny.safetensors", from: "network" });
    expect(steps).toEqual([
      [0, model.length],
      [10, model.length],
      [model.length, model.length],
    ]);
    expect(asked).toHaveLength(1);
    expect(asked[0].url).toBe(`${address}?download=true`);
    expect(asked[0].init).toMatchObject({ credentials: "omit", referrerPolicy: "no-referrer" });
    expect(asked[0].init?.body).toBeUndefined();
    expect(asked[0].init?.headers).toBeUndefined();
  });

  it("takes from the cache what it has downloaded before, unless told otherwise", async () => {
    const caches = memoryCaches();
    const cache = browserModelCache(caches);
    const { asked, fetch } = answering(() => new Response(model));
    expect((await get(() => new Response(), { cache, fetch })).from).toBe("network");
    expect(caches.addresses()).toEqual([`kindred-models ${address}`]);
    const again = await get(() => new Response(), { cache, fetch });
    expect(again).toEqual({ bytes: model, name: "tiny.safetensors", from: "cache" });
    expect(asked).toHaveLength(1);
    expect((await get(() => new Response(), { cache, fetch, refresh: true })).from).toBe("network");
    expect(asked).toHaveLength(2);
  });

  it("keeps nothing that is no model", async () => {
    const caches = memoryCaches();
    const page = () => new Response("<html>not found</html>", { headers: { "content-type": "application/octet-stream" } });
    await expect(get(page, { cache: browserModelCache(caches) })).rejects.toThrow("is a web page, not a model");
    expect(caches.addresses()).toEqual([]);
  });

  it("does without a cache that refuses", async () => {
    const refusing = { open: () => Promise.reject(new Error("denied")) } as unknown as CacheStorage;
    const cache = browserModelCache(refusing) as ModelCache;
    expect((await get(() => new Response(model), { cache })).from).toBe("network");
    expect(await cache.keep(address, model)).toBe(false);
    expect(browserModelCache(undefined)).toBeNull();
  });

  const status = (code: number) => () => new Response("no", { status: code });
  const cases: readonly (readonly [string, Answer, RegExp])[] = [
    ["a missing file", status(404), /There is no tiny\.safetensors at this address \(HTTP 404\)/],
    ["a closed file", status(403), /without logging in \(HTTP 403\)/],
    ["a busy site", status(429), /asks to wait/],
    ["a broken site", status(502), /HTTP 502\. Try again later/],
    [
      "a page",
      () => new Response("hello", { headers: { "content-type": "text/html; charset=utf-8" } }),
      /address of a web page.*“resolve”, not “blob”/,
    ],
    ["nothing", () => new Response(""), /tiny\.safetensors is empty/],
    [
      "a site that can't be reached",
      () => Promise.reject(new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") })),
      /models\.example can't be read \(getaddrinfo ENOTFOUND\).*CORS/,
    ],
    [
      "a connection that breaks",
      () => new Response(streamOf([model.subarray(0, 10)], (controller) => controller.error(new Error("terminated")))),
      /broke off after 0\.0 MB/,
    ],
    ["half a file", () => new Response(model, { headers: { "content-length": "2000000" } }), /ended after 0\.0 MB of 2\.0 MB/],
    [
      "a file said to be too large",
      () => new Response(model, { headers: { "content-length": "3e9" } }),
      /3000 MB, and up to 1074 MB/,
    ],
  ];
  it.each(cases)("tells what is wrong with %s", async (_, answer, sentence) => {
    const refused = get(answer);
    await expect(refused).rejects.toThrow(ModelError);
    await expect(refused).rejects.toThrow(sentence);
  });

  it("stops a file that turns out too large", async () => {
    await expect(get(() => new Response(model), { mostBytes: 20 })).rejects.toThrow("can be used here: take a smaller network");
  });

  it.each(["models/tiny.onnx", "file:///etc/passwd", "ftp://a/b.onnx", ""])("refuses “%s” as an address", async (url) => {
    await expect(get(() => new Response(model), {}, url)).rejects.toThrow(/no address of a model/);
  });

  it("throws the signal's reason, before and while it downloads", async () => {
    const reason = new Error("enough");
    await expect(get(() => new Response(model), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const abort = new AbortController();
    const endless = () =>
      new Response(streamOf([model.subarray(0, 4), model.subarray(4, 8), model.subarray(8)], (controller) => controller.close()));
    const stopped = get(endless, { signal: abort.signal, progress: (loaded) => void (loaded >= 4 && abort.abort(reason)) });
    await expect(stopped).rejects.toBe(reason);
    const waiting = new AbortController();
    const never: typeof globalThis.fetch = (_, init) =>
      new Promise((_resolve, reject) =>
        init?.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError"))),
      );
    const hanging = get(() => new Response(), { signal: waiting.signal, fetch: never });
    await Promise.resolve().then(() => waiting.abort(reason));
    await expect(hanging).rejects.toBe(reason);
  });
});
