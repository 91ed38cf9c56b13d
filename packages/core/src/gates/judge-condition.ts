// What an answer means for its condition.

import type { GateCondition } from '../policy/index.ts';
import type { Instant } from '../time/index.ts';
import { compareDecimals } from './decimal.ts';
import type { Alerting, AlertRule, CheckAnswer, Found, PlugInAnswer, Sample, Word } from './types.ts';

type Of<Kind extends GateCondition['kind']> = Extract<GateCondition, { readonly kind: Kind }>;

/** A sentence about a gate is read on one line. */
const FOUND_LENGTH_MAX = 300;

const open = (found: string): Found => ({ state: 'open', found: short(found) });
const closed = (found: string): Found => ({ state: 'closed', found: short(found) });
const unreadable = (found: string): Found => ({ state: 'unreadable', found: short(found) });

/** Every value must compare. No value is not a good one, and neither is one that is no number. */
export const judgeSamples = ({ must }: Of<'prometheus-query'>, samples: readonly Sample[]): Found => {
  if (samples.length === 0) return closed('the query has no value');
  const asked = `${must.be} ${must.value}`;
  const wrong = samples.find(({ value }) => !holds(must, value));
  if (wrong !== undefined) return closed(`${wrong.value}${labelsText(wrong.labels)}, must be ${asked}`);
  const [first] = samples;
  return open(
    samples.length === 1 && first !== undefined ? `${first.value}, ${asked}` : `${samples.length} values, all ${asked}`,
  );
};

const holds = ({ be, value }: Of<'prometheus-query'>['must'], found: string): boolean => {
  const compared = compareDecimals(found, value);
  if (compared === null) return false;
  switch (be) {
    case 'at-least':
      return compared >= 0;
    case 'at-most':
      return compared <= 0;
    case 'above':
      return compared > 0;
    case 'below':
      return compared < 0;
    case 'equal':
      return compared === 0;
    default:
      return be satisfies never;
  }
};

/**
 * One that is pending has not lasted as long as its own rule asks: it is none yet. Silence is a word only of a rule that could
 * speak: where none is loaded that may give such an alert, or one of those is not evaluated, nobody knows.
 */
export const judgeAlerts = ({ labels }: Of<'prometheus-alerts'>, { alerts, rules }: Alerting): Found => {
  const wanted = Object.entries(labels);
  const firing = alerts.filter(
    (alert) => alert.state === 'firing' && wanted.every(([name, value]) => own(alert.labels, name) === value),
  );
  const [first] = firing;
  if (first !== undefined) {
    const more = firing.length === 1 ? '' : ` and ${firing.length - 1} more`;
    return closed(`${own(first.labels, 'alertname') ?? 'an alert'} fires${labelsText(first.labels)}${more}`);
  }
  const may = rules.filter((rule) => wanted.every(([name, value]) => mayGive(rule, name, value)));
  if (may.length === 0) {
    return unreadable(rules.length === 0 ? 'it has no alerting rule' : 'it has no alerting rule for such alerts');
  }
  const silent = may.find(({ health }) => health !== 'ok');
  if (silent !== undefined) {
    const why =
      silent.health === 'err' ? `failed: ${silent.lastError ?? 'it does not say why'}` : 'was not evaluated yet';
    return unreadable(`its alerting rule ${silent.name} ${why}`);
  }
  return open(`no such alert fires, by ${may.length} alerting rule${may.length === 1 ? '' : 's'}`);
};

/** By a label of its own, by a template, or by what it finds: only what is written otherwise is ruled out. */
const mayGive = ({ name: alertname, labels }: AlertRule, name: string, value: string): boolean => {
  if (name === 'alertname') return alertname === value;
  const written = own(labels, name) ?? null;
  return written === null || written === value || written.includes('{{');
};

export const judgeHttp = (
  { status, contains }: Pick<Of<'http'>, 'status' | 'contains'>,
  answer: { readonly status: number; readonly body: string },
): Found => {
  if (answer.status !== status) return closed(`it answered ${answer.status}, must be ${status}`);
  if (contains === undefined) return open(`it answered ${status}`);
  return answer.body.includes(contains)
    ? open(`it answered ${status} and contains "${contains}"`)
    : closed(`it answered ${status} and does not contain "${contains}"`);
};

export const judgeWord = ({ open: isOpen, why }: Word): Found => {
  const said = why === null || why === '' ? '' : `: ${why}`;
  return isOpen ? open(`it says open${said}`) : closed(`it says closed${said}`);
};

const ORDER = ['ok', 'warning', 'critical'] as const;

/**
 * Of all hosts that are asked. One that has not answered since `from` cannot be read, and neither can "unknown"; one bad
 * answer closes whatever the others say. The reading is as old as its oldest answer.
 */
export const judgePlugIns = (
  { worst }: Pick<Of<'plug-in'>, 'worst'>,
  answers: readonly PlugInAnswer[],
  from: Instant,
): Found & { readonly at: Instant | null } => {
  if (answers.length === 0) return { ...unreadable('there is no host to ask'), at: null };
  const read = answers.filter(({ at }) => at !== null && at >= from);
  const oldest = read.map(({ at }) => at).reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);
  const bad = read.find(
    ({ state }) => state !== null && state !== 'unknown' && ORDER.indexOf(state) > ORDER.indexOf(worst),
  );
  if (bad !== undefined) return { ...closed(`${bad.hostname} is ${bad.state}: ${bad.found}`), at: oldest };
  const mute = answers.find(({ state, at }) => state === null || at === null || at < from);
  if (mute !== undefined) return { ...unreadable(`${mute.hostname} has not answered: ${mute.found}`), at: oldest };
  const unknown = read.find(({ state }) => state === 'unknown');
  if (unknown !== undefined) return { ...unreadable(`${unknown.hostname} is unknown: ${unknown.found}`), at: oldest };
  const hosts = answers.length === 1 ? '1 host' : `${answers.length} hosts`;
  return { ...open(`${hosts}, none worse than ${worst}`), at: oldest };
};

/** As {@link judgePlugIns}, of every check of every host; a host that policy checks in no way says nothing of itself. */
export const judgeHealth = (
  answers: readonly CheckAnswer[],
  from: Instant,
): Found & { readonly at: Instant | null } => {
  const named = answers.map((one) => ({ ...one, hostname: `${one.check} on ${one.hostname}` }));
  const judged = judgePlugIns({ worst: 'ok' }, named, from);
  const hosts = new Set(answers.map(({ hostname }) => hostname)).size;
  return judged.state === 'open'
    ? { ...judged, ...open(`${counted(answers.length, 'check')} of ${counted(hosts, 'host')} hold`) }
    : judged;
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const own = (labels: Readonly<Record<string, string>>, name: string): string | null =>
  Object.hasOwn(labels, name) ? (labels[name] ?? null) : null;

const labelsText = (labels: Readonly<Record<string, string>>): string => {
  const told = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return told.length === 0 ? '' : ` {${told.join(', ')}}`;
};

/** What others wrote becomes one line, without anything that a terminal would obey, and with a canonical form. */
const short = (text: string): string => {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  if (line.length <= FOUND_LENGTH_MAX) return line;
  // A slice may cut a character of two code units in half.
  return `${line.slice(0, FOUND_LENGTH_MAX).replace(/[\ud800-\udbff]$/, '')}…`;
};
