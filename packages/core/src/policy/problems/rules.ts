// The rules of an environment, or those that a part policy has instead.

import type { Zones } from '../../calendar/index.ts';
import { timesOfDayProblems, windowProblems } from '../../calendar/index.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { RebootWarning, Rules } from '../types.ts';
import { approvalProblems } from './approvals.ts';
import { checklistProblems } from './checklist.ts';
import { notWhole, type Problems, pathOf } from './common.ts';
import { announceProblems } from './contacts.ts';
import { gatesProblems, templateProblems } from './gates.ts';
import { guestsProblems } from './guests.ts';
import {
  HOSTS_MAX,
  KERNELS_MAX,
  KERNELS_MIN,
  POSTPONE_MINUTES_MAX,
  SOAK_MINUTES_MAX,
  WARNING_MINUTES_MAX,
} from './limits.ts';

/** What is left out is not wrong here: an environment's form demands it, a part policy takes the environment's. */
export function rulesProblems(rules: Partial<Rules>, path: PolicyPath, zones: Zones | null): Problems {
  const { window, waves, gates, approval, checklist, failureBudgetHosts, unprovenSoakMinutes } = rules;
  const whole = (value: number | undefined, min: number, max: number, at: readonly string[]): Problems =>
    value === undefined ? NONE : notWhole(value, min, max, [...path, ...at]);
  return [
    ...(window === undefined ? NONE : inWindow(window, [...path, 'window'], zones)),
    ...(approval === undefined ? NONE : approvalProblems(approval, [...path, 'approval'])),
    ...whole(waves?.canaryHosts, 0, HOSTS_MAX, ['waves', 'canaryHosts']),
    ...whole(waves?.percentMax, 1, 100, ['waves', 'percentMax']),
    ...(waves?.template === undefined ? NONE : templateProblems(waves.template, [...path, 'waves', 'template'])),
    ...(gates === undefined ? NONE : gatesProblems(gates, [...path, 'gates'])),
    ...(rules.announce === undefined ? NONE : announceProblems(rules.announce, [...path, 'announce'])),
    ...(checklist === undefined ? NONE : checklistProblems(checklist, [...path, 'checklist'])),
    ...(rules.repositories === undefined ? NONE : repositoriesProblems(rules.repositories, [...path, 'repositories'])),
    ...(rules.rebootWarning === undefined ? NONE : inWarning(rules.rebootWarning, [...path, 'rebootWarning'])),
    ...whole(rules.kernels?.keep, KERNELS_MIN, KERNELS_MAX, ['kernels', 'keep']),
    ...(rules.guests === undefined ? NONE : guestsProblems(rules.guests, [...path, 'guests'])),
    ...(rules.scan === undefined ? NONE : inScan(rules.scan, [...path, 'scan'], zones)),
    ...whole(failureBudgetHosts, 0, HOSTS_MAX, ['failureBudgetHosts']),
    ...whole(unprovenSoakMinutes, 0, SOAK_MINUTES_MAX, ['unprovenSoakMinutes']),
  ];
}

/** `http://deb.example` would also allow `http://deb.example.evil`. */
const repositoriesProblems = ({ allow = [] }: NonNullable<Rules['repositories']>, path: PolicyPath): Problems =>
  allow.flatMap((start, at) =>
    /^(?:file:\/|[a-z][a-z0-9+.-]*:\/\/[^/\s]+\/)\S*$/i.test(start)
      ? NONE
      : problem(
          [...path, 'allow', at],
          `"${start}" is not the beginning of an address up to a "/"`,
          'scheme, host and a "/" behind it, for example https://deb.example/debian/',
        ),
  );

const inWarning = ({ minutes, text, postponeMinutes }: RebootWarning, path: PolicyPath): Problems => [
  ...notWhole(minutes, 1, WARNING_MINUTES_MAX, [...path, 'minutes']),
  // It goes to terminals: what is no letter there could move their cursor.
  ...(text !== undefined && (/\p{Cc}/u.test(text) || text.trim() === '')
    ? problem([...path, 'text'], 'is empty or has more than one line of plain text', 'one line of plain text')
    : NONE),
  ...(postponeMinutes === undefined
    ? NONE
    : notWhole(postponeMinutes, minutes, POSTPONE_MINUTES_MAX, [...path, 'postponeMinutes'])),
];

const inScan = (scan: NonNullable<Rules['scan']>, path: PolicyPath, zones: Zones | null): Problems =>
  timesOfDayProblems(scan, zones).flatMap(({ at, detail, instead }) =>
    problem([...path, ...pathOf(at)], detail, instead),
  );

const inWindow = (window: Rules['window'], path: PolicyPath, zones: Zones | null): Problems =>
  windowProblems(window, zones).flatMap(({ at, detail, instead }) =>
    problem([...path, ...pathOf(at)], detail, instead),
  );
