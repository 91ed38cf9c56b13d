// What stands before every answer about exposures, and how what is due looks in a line.

import type { Instant } from '@slipway/core/time';
import type { ExposuresAnswer, UpdateExposureAnswer } from '@slipway/protocol/api';
import type { Invocation } from '../../command/index.ts';
import { ageText, countText, durationText, reasonText } from '../../output/index.ts';
import { feedsHead, NO_FEED_THEN } from './feeds.ts';

type KnownBy = Pick<ExposuresAnswer, 'feeds' | 'gaps' | 'unheard' | 'untold' | 'waiting'>;
type DueFirst = UpdateExposureAnswer['dueFirst'];

/** Feeds with their ages, releases of which nothing is known, and what is not in the answer yet. */
export const knownByHead = (
  { feeds, gaps, unheard, untold, waiting }: KnownBy,
  invocation: Invocation,
  asOf: Instant | null = null,
): string => {
  const { style } = invocation.context.terminal;
  if (asOf !== null && feeds.length === 0) return style.bad(`${NO_FEED_THEN}\n`);
  const unknown = gaps.map(
    ({ hosts, reason }) => `UNKNOWN for at least ${countText(hosts, 'host')}: ${reasonText(reason)}\n`,
  );
  const silent = unheard.map(
    ({ hosts, hostnames, reason }) =>
      `UNKNOWN for ${countText(hosts, 'host')} (${hostnames.join(', ')}${hosts > hostnames.length ? ', …' : ''}): ${reasonText(reason)}\n`,
  );
  // Without any feed that is said already, and nothing is there to be urgent.
  const head =
    feedsHead(feeds, invocation) +
    style.bad(unknown.join('') + silent.join('')) +
    (feeds.length === 0 ? '' : untoldText(untold));
  // What waits now was not heard of then, or was judged since.
  return asOf === null ? head + style.bad(waitingText(waiting)) : head;
};

/** Once, and not only in each row that turns on it. */
const untoldText = (untold: KnownBy['untold']): string =>
  untold.length === 0
    ? ''
    : `No feed tells ${untold.map((input) => UNTOLD[input]).join(', nor ')}: urgency by rules that ask for it is unknown.\n`;

const UNTOLD = {
  kev: 'what is exploited (KEV)',
  epss: 'how likely exploitation is (EPSS)',
  cvss: 'how severe each is (CVSS, of a CVE list)',
} as const;

const waitingText = ({ packages, updates }: KnownBy['waiting']): string => {
  const parts = [
    ...(packages === 0 ? [] : [`${countText(packages, 'package version')} (at least) to be judged`]),
    ...(updates === 0 ? [] : [`${countText(updates, 'update')} to be counted again`]),
  ];
  return parts.length === 0 ? '' : `NOT WHOLE YET: ${parts.join(' and ')}. Ask again in a moment.\n`;
};

/** `in 2 d 4 h`, `OVERDUE 3 d`, `unknown`, `-`: never a blank where somebody has to act. */
export const dueText = ({ urgency: { deadline, lane } }: Pick<DueFirst, 'urgency'>, now: Date): string => {
  if (deadline === null) return lane === 'unknown' ? 'unknown' : '-';
  const seconds = (now.getTime() - Date.parse(deadline)) / 1000;
  return seconds > 0 ? `OVERDUE ${durationText(seconds)}` : ageText(deadline, now);
};

export const scoreText = (tenths: number | null): string => (tenths === null ? '?' : (tenths / 10).toFixed(1));

/** `immediate: CVE-2026-1 by cvss-critical`; where nobody can say, what would have to be known. */
export const laneText = ({ vulnerability, urgency: { lane, rule, missing } }: DueFirst): string => {
  if (lane === 'unknown') return `unknown: no ${missing.map((name) => INPUTS[name] ?? name).join(', ')}`;
  return rule === null ? lane : `${lane}: ${vulnerability} by ${rule}`;
};

const INPUTS: Readonly<Record<string, string>> = {
  cvssTenths: 'CVSS',
  epssPpm: 'EPSS',
  kev: 'KEV',
  exploitation: 'SSVC exploitation',
  automatable: 'SSVC automatable',
  technicalImpact: 'SSVC impact',
  facing: 'label facing',
  humanImpact: 'label human-impact',
};

/** `openssl 3.0.17-1`, for what is nowhere fixed `openssl (no fix)`. */
export const updateText = (update: { readonly sourcePackage: string; readonly fixedVersion: string | null }): string =>
  `${update.sourcePackage} ${update.fixedVersion ?? '(no fix)'}`;

/** All items of a list, with what stands beside them in its last page. */
export const wholeList = async <Item, P extends { readonly items: readonly Item[]; readonly next: string | null }>(
  ask: (after: { readonly after?: string }) => Promise<P & { readonly items: readonly Item[] }>,
): Promise<P> => {
  const items: Item[] = [];
  let page = await ask({});
  items.push(...page.items);
  while (page.next !== null) {
    page = await ask({ after: page.next });
    items.push(...page.items);
  }
  return { ...page, items };
};
