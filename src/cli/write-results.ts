export async function writeResults(_a: string, _b: unknown) {}
