/** One part of a long run: what `npm run check`, the tests or a lab scenario set is to CI. */

export interface Part {
  readonly name: string;
  /** Must end within `limitMs`; a part that cannot is ended and has failed. */
  readonly run: (limitMs: number) => Promise<PartResult>;
}

export interface PartResult {
  readonly ok: boolean;
  /** Tests or scenarios that really ran; 0 and 0 for a part that has none. */
  readonly passed: number;
  readonly failed: number;
  /** What a reader of the last screen needs to know: why it failed, figures that the part measured. */
  readonly notes: readonly string[];
}

export interface PartEnd extends PartResult {
  readonly name: string;
  readonly seconds: number;
}

export function failedPart(...notes: readonly string[]): PartResult {
  return { ok: false, passed: 0, failed: 0, notes };
}
