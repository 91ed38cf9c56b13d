// A world without hosts for the schedule alone: cuts come back, plans are made, people approve, rollouts end, an hour at a
// time, by what `dueNow` and `advance` ask for.

import { EMPTY_CALENDAR } from '../../src/calendar/index.ts';
import { asDigest, asHostId, asRolloutId, type Digest } from '../../src/ids/index.ts';
import type { LeftOut } from '../../src/patch-set/index.ts';
import type { PlanningReport } from '../../src/plan/index.ts';
import { type EnvironmentPolicy, type Policy, starterPolicy } from '../../src/policy/index.ts';
import {
  advance,
  type CutFacts,
  closed,
  closingOf,
  type Due,
  type DueInput,
  dueNow,
  type PatchSetStanding,
  type Promotion,
  type PromotionFacts,
} from '../../src/promotion/index.ts';
import { reason } from '../../src/reasons/index.ts';
import type { Rollout, RolloutHost } from '../../src/rollout/index.ts';
import { addSeconds, asInstant, type Instant } from '../../src/time/index.ts';

export const HOUR = 3600;
/** A Monday, at which windows of seven days begin. */
export const MONDAY = asInstant('2026-03-02T00:00:00.000Z');
export const after = (hours: number): Instant => addSeconds(MONDAY, hours * HOUR);
const [HOST] = [asHostId('host-1')];

/** The number stands in the twelve digits that names are made of. */
export const digestOfNumber = (number: number): Digest =>
  asDigest(`sha256:${`${number}`.padStart(12, '0')}${'0'.repeat(52)}`);
export const numberOf = (digest: Digest): number => Number(digest.slice('sha256:'.length, 'sha256:'.length + 12));

export type Fate = Pick<RolloutHost, 'phase' | 'reason'>;
export const DONE: Fate = { phase: 'done', reason: null };

export interface WorldOptions {
  readonly environments: readonly (Partial<EnvironmentPolicy> & { readonly name: string })[];
  /** How the host of a rollout ends; done unless said. */
  readonly fate?: (promotion: Promotion, now: Instant) => Fate;
  readonly approved?: (promotion: Promotion, now: Instant) => boolean;
  /** What planning finds instead of a host to plan. */
  readonly report?: (promotion: Promotion) => PlanningReport | null;
  readonly cut?: (
    number: number,
  ) =>
    | { readonly digest: Digest; readonly leftOut?: LeftOut }
    | { readonly failed: 'nothing-pending' | 'nobody-told' | 'file-unavailable' };
}

/** Every window is of whole weeks unless an environment says otherwise. */
export const policyOf = (environments: WorldOptions['environments']): Policy => {
  const starter = starterPolicy();
  const [dev] = starter.environments;
  if (dev === undefined) throw new Error('a starter without environments');
  const window = { kind: 'any-time', spanDays: 7 } as const;
  return { ...starter, environments: environments.map((one) => ({ ...dev, window, ...one })) };
};

export class World {
  now: Instant = MONDAY;
  readonly policy: Policy;
  readonly said: string[] = [];
  readonly cuts = new Map<string, CutFacts>();
  readonly promotions = new Map<string, Promotion>();
  readonly standings = new Map<Digest, PatchSetStanding>();
  readonly #facts = new Map<string, PromotionFacts>();
  readonly #options: WorldOptions;
  due: Due = { acts: [], notDue: [] };

  constructor(options: WorldOptions) {
    this.#options = options;
    this.policy = policyOf(options.environments);
  }

  input(): DueInput {
    const { environments } = this.policy;
    return {
      now: this.now,
      policy: this.policy,
      calendars: new Map(environments.map(({ name }) => [name, EMPTY_CALENDAR])),
      cuts: this.cuts,
      promotions: [...this.promotions.values()],
      standings: this.standings,
      checked: new Map(
        [...this.promotions.values(), ...this.cuts.values()].flatMap(({ patchSetDigest }) =>
          patchSetDigest === null ? [] : [[patchSetDigest, CHECKED] as const],
        ),
      ),
    };
  }

  /** An hour at a time: looks until nothing is due. */
  runTo(hours: number): this {
    while (this.now < after(hours)) {
      for (let looks = 0; looks < 60 && this.look(); looks += 1);
      this.now = addSeconds(this.now, HOUR);
    }
    return this;
  }

  /** Whether anything was done. */
  look(): boolean {
    let changed = false;
    for (const promotion of this.promotions.values()) changed = this.#advance(promotion) || changed;
    if (changed) return true;
    this.due = dueNow(this.input());
    for (const act of this.due.acts) {
      changed = true;
      switch (act.kind) {
        case 'cut':
          this.#say(`cut ${act.cutId}`);
          this.#cut(act.cutId);
          break;
        case 'supersede': {
          const promotion = this.promotions.get(act.promotionId);
          if (promotion !== undefined) this.#keep({ ...promotion, state: 'superseded', endedAt: this.now });
          break;
        }
        case 'enter':
          this.#say(`enter ${act.promotion.promotionId} for ${act.promotion.occurrence?.id}`);
          this.#facts.delete(act.promotion.promotionId);
          this.promotions.set(act.promotion.promotionId, act.promotion);
          break;
        case 'check':
          throw new Error('everything was checked');
        default:
          act satisfies never;
      }
    }
    return changed;
  }

  #say(text: string): void {
    this.said.push(`${this.now.slice(5, 16)} ${text}`);
  }

  #cut(cutId: string): void {
    const number = this.cuts.size + 1;
    const made = this.#options.cut?.(number) ?? { digest: digestOfNumber(number) };
    const leftOut = 'leftOut' in made ? (made.leftOut ?? null) : null;
    const common = { requestedAt: this.now, cutAt: this.now, leftOut };
    if ('digest' in made) {
      this.cuts.set(cutId, { ...common, state: 'cut', patchSetDigest: made.digest, reason: null });
      return;
    }
    const why =
      made.failed !== 'file-unavailable'
        ? reason('nothing-pending', { hosts: made.failed === 'nobody-told' ? 0 : 1, scope: 'all' })
        : reason('file-unavailable', { package: 'curl', version: '1', detail: 'the archive is away' });
    this.cuts.set(cutId, { ...common, state: 'failed', patchSetDigest: null, cutAt: null, reason: why });
  }

  #keep(promotion: Promotion): void {
    const before = this.promotions.get(promotion.promotionId);
    if (before?.state !== promotion.state) this.#say(`${promotion.promotionId} is ${promotion.state}`);
    this.promotions.set(promotion.promotionId, promotion);
  }

  #advance(promotion: Promotion): boolean {
    if (promotion.closedAt !== null) return false;
    if (promotion.endedAt !== null) {
      this.#keep(closed(promotion, closingOf(promotion, [], this.now), this.now));
      return true;
    }
    const standing = this.standings.get(promotion.patchSetDigest) ?? null;
    const next = advance(promotion, this.#factsOf(promotion), standing, this.now);
    if (next.promotion !== promotion) this.#keep(next.promotion);
    if (next.act === 'ask-for-plan') this.#facts.set(promotion.promotionId, this.#planned(promotion));
    if (next.act === 'start') this.#start(promotion);
    return next.promotion !== promotion || next.act !== null;
  }

  #factsOf(promotion: Promotion): PromotionFacts {
    const facts = this.#facts.get(promotion.promotionId) ?? { request: null, plan: null, rollout: null };
    const isApproved = this.#options.approved?.(promotion, this.now) ?? true;
    const approved = isApproved
      ? ({ kind: 'yes' } as const)
      : ({ kind: 'no', reason: reason('stopped-by-switch') } as const);
    return { ...facts, plan: facts.plan === null ? null : { ...facts.plan, approved } };
  }

  #planned(promotion: Promotion): PromotionFacts {
    const report = this.#options.report?.(promotion) ?? null;
    const { occurrence } = promotion;
    if (report !== null || occurrence === null) {
      const request = { state: 'empty' as const, planDigest: null, report, reason: reason('plan-empty') };
      return { request, plan: null, rollout: null };
    }
    const planDigest = promotion.patchSetDigest;
    const request = { state: 'planned' as const, planDigest, report: EMPTY_REPORT, reason: null };
    const plan = {
      occurrences: [occurrence],
      report: EMPTY_REPORT,
      approved: { kind: 'yes' },
      replaced: null,
    } as const;
    return { request, plan, rollout: null };
  }

  /** Over within the hour. */
  #start(promotion: Promotion): void {
    const facts = this.#facts.get(promotion.promotionId);
    if (facts === undefined) throw new Error('started without a plan');
    this.#say(`start ${promotion.promotionId}`);
    const fate = this.#options.fate?.(promotion, this.now) ?? DONE;
    const rollout: Rollout = {
      rolloutId: asRolloutId(`rollout-${this.said.length}`),
      planDigest: promotion.patchSetDigest,
      environment: promotion.environment,
      state: 'completed',
      startedAt: this.now,
      endedAt: this.now,
      reason: null,
      waves: [],
      hosts: [{ hostId: HOST, wave: 0, since: this.now, attemptId: null, step: null, ...fate }],
      acceptedFailures: [],
    };
    this.#facts.set(promotion.promotionId, { ...facts, rollout });
  }
}

export const EMPTY_REPORT: PlanningReport = { leftOut: [], updatesLeftOut: [], alreadyThere: [], notes: [] };
const CHECKED = {
  exposure: { answer: 'yes', reason: reason('exposure-none-new') },
  files: { answer: 'yes', reason: reason('files-kept', { files: 1 }) },
} as const;
