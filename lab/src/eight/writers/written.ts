// What both writers write down, and what their lines come to.

/** One line. `acknowledged`: the service has said that it has it; `read`: it came back. */
export interface Written {
  readonly what: 'acknowledged' | 'read';
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Pause {
  readonly at: number;
  readonly ms: number;
}

export interface WrittenSummary {
  readonly acknowledged: number;
  /** Acknowledged, and never seen again. Must be none. */
  readonly lost: readonly number[];
  /** Seen more than once: at least once is what a queue promises, and a caller that sends again may be the reason. */
  readonly readAgain: number;
  /** Between two acknowledgements, longest first: how long the service took no write. */
  readonly pauses: readonly Pause[];
  readonly spanMs: number;
}

/** Ten writes a second: what is shorter than this is the ordinary distance, with a late timer in it. */
const PAUSE_MS_MIN = 500;
const PAUSES_MAX = 5;

export function summarizeWritten(lines: readonly Written[]): WrittenSummary {
  const acknowledged = lines.filter(({ what }) => what === 'acknowledged');
  const read = lines.filter(({ what }) => what === 'read').map(({ id }) => id);
  const seen = new Set(read);
  const moments = acknowledged.map(({ at }) => at).sort((one, other) => one - other);
  const pauses = moments
    .map((at, index) => ({ at, ms: (moments[index + 1] ?? at) - at }))
    .filter(({ ms }) => ms >= PAUSE_MS_MIN)
    .sort((one, other) => other.ms - one.ms);
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.map(({ id }) => id).filter((id) => !seen.has(id)),
    readAgain: read.length - seen.size,
    pauses: pauses.slice(0, PAUSES_MAX),
    spanMs: (moments.at(-1) ?? 0) - (moments[0] ?? 0),
  };
}

/** A last line that was cut is null. */
export function parseWritten(line: string): Written | null {
  try {
    const value = JSON.parse(line) as Written;
    return typeof value.id === 'number' && typeof value.at === 'number' ? value : null;
  } catch {
    return null;
  }
}
