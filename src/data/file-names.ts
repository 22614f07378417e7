const HIDDEN_NAMES = new Set(["__macosx", "thumbs.db", "desktop.ini", "ehthumbs.db", "$recycle.bin", "icon\r"]);

/** Whether a file is the system's own and never meant to be looked at: ".DS_Store", "Thumbs.db", "__MACOSX/...", dotfiles. */
export function isHidden(path: string): boolean {
  return path.split("/").some((part) => part.startsWith(".") || HIDDEN_NAMES.has(part.toLowerCase()));
}

/** Forward slashes, no leading "/" or "./", no empty part. */
export function cleanPath(path: string): string {
  return path
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** By UTF-16 code units: the same everywhere, whatever the language. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Lower case, without the dot; "" where there is none. */
export function extension(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
}

/** Gives each path once: "a.png", "a (2).png". */
export function uniqueName(path: string, taken: Set<string>): string {
  let name = path;
  const dot = path.lastIndexOf(".");
  const stem = dot > path.lastIndexOf("/") + 1 ? dot : path.length;
  for (let copy = 2; taken.has(name); copy++) name = `${path.slice(0, stem)} (${copy})${path.slice(stem)}`;
  taken.add(name);
  return name;
}
