import type { RolloutReport } from '@slipway/protocol/api';

/** How a rollout's time was spent. */
export interface RolloutShare {
  readonly wallMs: number;
  /** The longest chain of hosts, one after the other, by what their steps took, and the soaks between their waves and behind the last. */
  readonly hostStepsMs: number;
  readonly soakMs: number;
  /** What is left: deciding, granting, carrying word to and fro. */
  readonly controllerMs: number;
  /** `controllerMs` of `wallMs`, 0 to 1. */
  readonly share: number;
}

interface Span {
  readonly wave: number;
  readonly from: number;
  readonly to: number;
  readonly stepsMs: number;
}

interface Chain {
  readonly stepsMs: number;
  readonly soakMs: number;
}

const NOTHING: Chain = { stepsMs: 0, soakMs: 0 };

/**
 * @param soakSecondsByWave what the plan waits after each wave on purpose
 * @returns null for a rollout that has not ended
 */
export function rolloutShare(report: RolloutReport, soakSecondsByWave: readonly number[]): RolloutShare | null {
  if (report.endedAt === null) return null;
  const wallMs = Date.parse(report.endedAt) - Date.parse(report.startedAt);
  const { stepsMs, soakMs: betweenMs } = longestChain(report.hosts.flatMap(spanOf), soakSecondsByWave);
  const soakMs = betweenMs + (soakSecondsByWave.at(-1) ?? 0) * 1000;
  const controllerMs = wallMs - stepsMs - soakMs;
  return { wallMs, hostStepsMs: stepsMs, soakMs, controllerMs, share: wallMs === 0 ? 0 : controllerMs / wallMs };
}

function spanOf({ wave, attempt }: RolloutReport['hosts'][number]): readonly Span[] {
  if (attempt?.endedAt == null) return [];
  const stepsMs = attempt.steps.reduce(
    (sum, { begunAt, endedAt }) =>
      begunAt === null || endedAt === null ? sum : sum + Date.parse(endedAt) - Date.parse(begunAt),
    0,
  );
  return [{ wave, from: Date.parse(attempt.begunAt), to: Date.parse(attempt.endedAt), stepsMs }];
}

/** A host follows another in a chain where it began after the other had ended. Few hosts: quadratic is fine. */
function longestChain(spans: readonly Span[], soakSecondsByWave: readonly number[]): Chain {
  const sorted = spans.toSorted((one, other) => one.to - other.to);
  const chains: Chain[] = [];
  for (const span of sorted) {
    const before = sorted
      .slice(0, chains.length)
      .map((other, index) => (other.to <= span.from ? follow(chains[index] ?? NOTHING, other, span) : NOTHING));
    const best = before.reduce(longer, NOTHING);
    chains.push({ stepsMs: best.stepsMs + span.stepsMs, soakMs: best.soakMs });
  }
  return chains.reduce(longer, NOTHING);

  function follow(chain: Chain, from: Span, to: Span): Chain {
    const soakSeconds = soakSecondsByWave.slice(from.wave, to.wave).reduce((sum, seconds) => sum + seconds, 0);
    return { ...chain, soakMs: chain.soakMs + soakSeconds * 1000 };
  }
}

function longer(one: Chain, other: Chain): Chain {
  return other.stepsMs + other.soakMs > one.stepsMs + one.soakMs ? other : one;
}
