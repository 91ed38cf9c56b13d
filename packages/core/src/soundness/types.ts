/** One thing that was looked at. */
export interface Examined {
  /** Short and stable: scripts look for it. */
  readonly part: string;
  /** `unknown`: it could not be looked at, which is no better than `wrong` for whoever has to rely on it. */
  readonly is: 'well' | 'wrong' | 'unknown';
  /** What was found, in a sentence without its full stop. */
  readonly says: string;
  /** What a person can do about it; `null` where it is well. */
  readonly next: string | null;
}
