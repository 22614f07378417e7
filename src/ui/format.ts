/** 14230 as "14,230". */
export function count(value: number): string {
  return value.toLocaleString("en-GB");
}

/** "1 image", "20 images". */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** A method's title without what it says behind the colon: "NNC". */
export function shortTitle(title: string): string {
  return title.split(":")[0];
}

/** A short number: 0.1, 1e-5, 14.2 k. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size >= 1e6) return `${trim(value / 1e6, 3)} M`;
  if (size >= 1e4) return `${trim(value / 1e3, 3)} k`;
  if (size < 1e-3) return value.toExponential(1).replace(".0e", "e").replace("e+", "e");
  return trim(value, 3);
}

function trim(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}

/** A fraction as a percentage: 0.123 is "12 %", 0.0123 is "1.2 %". */
export function percent(fraction: number): string {
  const value = fraction * 100;
  return `${value !== 0 && Math.abs(value) < 9.95 ? value.toFixed(1) : Math.round(value)} %`;
}

/** Milliseconds as "8 s", "2 min 05 s", "1 h 10 min". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** Bytes as "48 MB". */
export function bytes(value: number): string {
  if (value < 1e3) return `${value} B`;
  if (value < 1e6) return `${Math.round(value / 1e3)} kB`;
  return value < 1e9 ? `${trim(value / 1e6, 3)} MB` : `${trim(value / 1e9, 3)} GB`;
}
