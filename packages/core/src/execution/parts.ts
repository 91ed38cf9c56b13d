// How much of a transaction is applied at once, where its window may be short. All of it while half of the time left holds it;
// then as much as half of the time holds, so that parts shrink by themselves; then one change; then none.

import type { Proposal } from '../patch-set/index.ts';
import type { PlannedChange, PlannedParts } from '../plan/index.ts';
import { type Instant, msBetween } from '../time/index.ts';

/** Each costs about a second of the window: enough to get past the packages that everything else hangs on. */
const WISHES_MAX = 16;

export interface PartLook {
  readonly planned: PlannedParts;
  /** Changes that are not yet at their target. */
  readonly left: number;
  /** In order; empty before the first has ended. */
  readonly measured: readonly MeasuredPart[];
  readonly now: Instant;
  /** Of the occurrence that is open; `null`: none is. */
  readonly endsAt: Instant | null;
}

export interface MeasuredPart {
  readonly changes: number;
  readonly seconds: number;
}

export interface PartSize {
  /** As many are asked for; all that are left, where that is enough. 0: no part is begun. */
  readonly wanted: number;
  /** A part may have so many, with what its packages need. */
  readonly most: number;
  /** For whoever reads why none was begun. */
  readonly secondsLeft: number;
  readonly changeSeconds: number;
}

export const nextPart = ({ planned, left, measured, now, endsAt }: PartLook): PartSize => {
  const untilEnd = endsAt === null ? 0 : Math.floor(msBetween(now, endsAt) / 1000);
  const secondsLeft = Math.max(0, untilEnd - planned.afterSeconds);
  const changeSeconds = secondsPerChange(planned, measured);
  const most = Math.min(left, Math.floor(secondsLeft / changeSeconds));
  const half = Math.min(left, Math.floor(secondsLeft / 2 / changeSeconds));
  return { wanted: Math.max(half, Math.min(1, most)), most, secondsLeft, changeSeconds };
};

/** The slower of all and the last: parts shrink, and what a run costs by itself is shared by fewer. At least a tenth. */
const secondsPerChange = ({ changeSeconds }: PlannedParts, measured: readonly MeasuredPart[]): number => {
  const last = measured.at(-1);
  if (last === undefined) return changeSeconds;
  const sum = (of: keyof MeasuredPart): number => measured.reduce((all, part) => all + part[of], 0);
  return Math.max(sum('seconds') / sum('changes'), last.seconds / last.changes, 0.1);
};

/**
 * Which targets are asked for, one wish after the other until one of them fits: the first of the plan, half as many, and so on down to
 * one; then the others one by one. A package that needs half of the transaction so keeps nobody else from coming.
 */
export const partWishes = (left: readonly PlannedChange[], wanted: number): readonly (readonly PlannedChange[])[] => {
  const targets = left.filter(({ kind }) => kind === 'upgrade');
  const wishes: (readonly PlannedChange[])[] = [];
  for (let size = Math.min(wanted, targets.length); size >= 1; size = Math.floor(size / 2)) {
    wishes.push(targets.slice(0, size));
  }
  return [...wishes, ...targets.slice(1).map((target) => [target])].slice(0, WISHES_MAX);
};

/**
 * What the package manager would do for a wish, as the plan has it and in its order; `null` where that is anything but
 * changes that are left of the plan, the wished ones among them.
 */
export const partOf = (
  left: readonly PlannedChange[],
  proposal: Proposal,
  wish: readonly PlannedChange[],
): readonly PlannedChange[] | null => {
  const proposed = new Map(proposal.changes.map((change) => [keyOf(change), change]));
  if (proposed.size !== proposal.changes.length || proposal.refused.length > 0) return null;
  const part = left.filter((planned) => {
    const change = proposed.get(keyOf(planned));
    return change?.kind === planned.kind && change.from === planned.from && change.to === planned.to;
  });
  return part.length === proposed.size && wish.every((one) => part.includes(one)) ? part : null;
};

const keyOf = ({ name, architecture }: { readonly name: string; readonly architecture: string }): string =>
  `${name}/${architecture}`;
