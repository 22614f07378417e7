export type BackendName = "webgpu" | "webgl" | "wasm" | "cpu";

/** Which compute backend runs, and why. */
export interface BackendReport {
  readonly backend: BackendName;
  /** Why this one, as a sentence for the user. */
  readonly reason: string;
  /** Adapter or processor as far as it is known. */
  readonly device: string | null;
  readonly threads: number;
  /** Those that were tried first and why each was passed over. */
  readonly passedOver: readonly { readonly backend: BackendName; readonly fault: string }[];
}
