// What two readings of one check prove. A reading that could not be taken after the change is not well: nobody knows.

import type { CheckItem, CheckJudgement, CheckReading, HostCheck } from './types.ts';

export interface Compared {
  readonly check: HostCheck;
  /** `null`: nobody measured it before, so that only what it says by itself counts. */
  readonly before: CheckReading | null;
  readonly after: CheckReading;
  /** Units that the attempt itself took down or away: what was theirs is not missed. */
  readonly excused: ReadonlySet<string>;
}

/** More names tell nobody more. */
const NAMED_MAX = 5;

export const judgeCheck = (compared: Compared): { readonly judged: CheckJudgement; readonly detail: string } => {
  const { before, after } = compared;
  if (before?.state === 'ill') {
    return { judged: 'ill-before', detail: `it was ill before (${before.detail}), and now: ${after.detail}` };
  }
  if (after.state !== 'well') return { judged: 'not-well', detail: after.detail };
  const worse = before === null ? null : whatIsWorse(compared, before);
  return worse === null ? { judged: 'well', detail: after.detail } : { judged: 'not-well', detail: worse };
};

/** By comparison alone: each reading is well by itself. */
const whatIsWorse = ({ check, after, excused }: Compared, before: CheckReading): string | null => {
  switch (check.kind) {
    case 'ports': {
      const now = new Set((after.items ?? []).map(({ name }) => name));
      const missing = (before.items ?? []).filter(
        ({ name, unit }) => !now.has(name) && (unit === undefined || !excused.has(unit)),
      );
      return missing.length === 0 ? null : `no longer there: ${named(missing)}`;
    }
    case 'failed-units': {
      const old = new Set((before.items ?? []).map(({ name }) => name));
      const failed = (after.items ?? []).filter(({ name }) => !old.has(name));
      return failed.length === 0 ? null : `failed since: ${named(failed)}`;
    }
    case 'journal': {
      const old = new Map((before.items ?? []).map(({ name, count }) => [name, count]));
      const more = (after.items ?? []).flatMap((item) => {
        const count = item.count - (old.get(item.name) ?? 0);
        return count > 0 ? [{ ...item, count }] : [];
      });
      const count = more.reduce((sum, item) => sum + item.count, 0);
      return count <= check.newMax ? null : `${count} new: ${named(more)}`;
    }
    case 'prometheus':
    case 'snmp':
      return check.changeMax === undefined ? null : changedTooMuch(Number(check.changeMax), before.value, after.value);
    case 'unit-active':
    case 'hook':
    case 'http':
    case 'tcp':
    case 'plug-in':
      return null;
    default:
      return check satisfies never;
  }
};

const changedTooMuch = (changeMax: number, before = '', after = ''): string | null => {
  const change = Math.abs(Number(after) - Number(before));
  // What is no number has no distance from anything: `NaN` is within nothing.
  return before !== '' && after !== '' && change <= changeMax ? null : `${after} now, ${before} before`;
};

const named = (items: readonly CheckItem[]): string => {
  const texts = items.slice(0, NAMED_MAX).map(({ name, count }) => (count > 1 ? `${name} (${count})` : name));
  const more = items.length - NAMED_MAX;
  return `${texts.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
};
