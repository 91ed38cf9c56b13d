export type ProbeFailure = 'bad-answer' | 'connect-refused' | 'connection-lost' | 'other' | 'timed-out' | 'unreachable';

/** One question and its answer. */
export interface Asked {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** How much later than planned the question was asked. */
  readonly lateMs: number;
  readonly tookMs: number;
  /** The host that answered; null where none did. */
  readonly host: string | null;
  readonly failure: ProbeFailure | null;
  /** The failure in the system's own words. */
  readonly detail: string | null;
}

export interface ProbeSummary {
  readonly asked: number;
  readonly failed: number;
  readonly byHost: Readonly<Record<string, number>>;
  readonly failures: Readonly<Partial<Record<ProbeFailure, number>>>;
  /** The first of those that failed, whole: when and how says where to look. */
  readonly firstFailures: readonly Asked[];
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  /** The longest time without a good answer, between two of them. */
  readonly longestGapMs: number;
  /** How late the latest question was: a large number means that the probe itself was starved. */
  readonly latestMs: number;
  readonly spanMs: number;
}

/** A service that is away fails ten times a second; a report is read by people. */
const FIRST_FAILURES_MAX = 10;

/** Counts over all questions; latency is that of good answers alone. */
export function summarize(asked: readonly Asked[]): ProbeSummary {
  const good = asked.filter(({ failure }) => failure === null);
  const byHost: Record<string, number> = {};
  for (const { host } of good) if (host !== null) byHost[host] = (byHost[host] ?? 0) + 1;
  const failures: Partial<Record<ProbeFailure, number>> = {};
  for (const { failure } of asked) if (failure !== null) failures[failure] = (failures[failure] ?? 0) + 1;
  const took = good.map(({ tookMs }) => tookMs).sort((one, other) => one - other);
  const starts = asked.map(({ at }) => at);
  return {
    asked: asked.length,
    failed: asked.length - good.length,
    byHost,
    failures,
    firstFailures: asked.filter(({ failure }) => failure !== null).slice(0, FIRST_FAILURES_MAX),
    latencyMs:
      took.length === 0 ? null : { p50: quantile(took, 0.5), p99: quantile(took, 0.99), max: quantile(took, 1) },
    longestGapMs: longestGap(asked),
    latestMs: Math.max(0, ...asked.map(({ lateMs }) => lateMs)),
    spanMs: starts.length === 0 ? 0 : Math.max(...starts) - Math.min(...starts),
  };
}

/** The smallest value that at least this share of the sorted values does not exceed. */
function quantile(sorted: readonly number[], share: number): number {
  const index = Math.max(0, Math.ceil(sorted.length * share) - 1);
  return Math.round((sorted[index] ?? 0) * 10) / 10;
}

/** From first to last question: a service that never answered has been away all the time. */
function longestGap(asked: readonly Asked[]): number {
  const first = asked[0];
  if (first === undefined) return 0;
  const ends = asked.map(({ at, tookMs }) => at + tookMs);
  const good = asked.filter(({ failure }) => failure === null).map(({ at, tookMs }) => at + tookMs);
  const moments = [first.at, ...good.sort((one, other) => one - other), Math.max(...ends)];
  return Math.round(moments.reduce((gap, moment, index) => Math.max(gap, moment - (moments[index - 1] ?? moment)), 0));
}

/** A line of the probe's file. A last line that a killed probe left half-written is null. */
export function parseAsked(line: string): Asked | null {
  try {
    const value = JSON.parse(line) as Asked;
    return typeof value.at === 'number' && typeof value.tookMs === 'number' ? value : null;
  } catch {
    return null;
  }
}
