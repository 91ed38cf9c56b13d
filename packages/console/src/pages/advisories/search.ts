/** What the address asks for. */
export interface AdvisorySearch {
  readonly text?: string;
  /** `all`: those too that affect nobody here. */
  readonly which?: string;
  readonly severity?: string;
  readonly exploited?: string;
}
