import type { FileRef } from "../../data/dataset";

/** What a file input gave, as the import wants it; a folder's paths keep their folders. */
export function pickedFiles(list: FileList | null): { readonly title: string; readonly files: readonly FileRef[] } | null {
  const picked = Array.from(list ?? []);
  if (picked.length === 0) return null;
  const files = picked.map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const slash = files[0].path.indexOf("/");
  const title = slash > 0 ? files[0].path.slice(0, slash) : files.length === 1 ? files[0].path : `${files.length} files`;
  return { title, files };
}
