// Who hears of what, and when windows are announced. Whether an audience exists only the controller knows, which says so
// where somebody weighs the change.

import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { AnnounceRule, Contact } from '../process-types.ts';
import { atMost, doubledNames, nameProblems, notWhole, type Problems } from './common.ts';

export const CONTACTS_MAX = 200;
/** A day: what people hear of later is news of yesterday. */
const DIGEST_MINUTES_MAX = 1440;
const ANNOUNCEMENTS_MAX = 10;
/** A year, as the form has it. */
const HOURS_MAX = 8784;

export const contactsProblems = (contacts: readonly Contact[] = [], environments: readonly string[]): Problems => [
  ...atMost(contacts, CONTACTS_MAX, ['contacts']),
  ...doubledNames(contacts, ['contacts']),
  ...contacts.flatMap((one, at) => contactProblems(one, environments, ['contacts', at])),
];

function contactProblems(contact: Contact, known: readonly string[], path: PolicyPath): Problems {
  const { name, audience, hears, environments, digestMinutes } = contact;
  const sayNone = 'nothing where it is for all of them';
  return [
    ...nameProblems(name, [...path, 'name']),
    ...nameProblems(audience, [...path, 'audience']),
    ...(hears?.length === 0 ? problem([...path, 'hears'], 'names nothing to hear of', sayNone) : NONE),
    ...twice(hears ?? [], [...path, 'hears']),
    ...(environments?.length === 0 ? problem([...path, 'environments'], 'names no environment', sayNone) : NONE),
    ...twice(environments ?? [], [...path, 'environments']),
    ...(environments ?? []).flatMap((one, at) =>
      known.includes(one)
        ? NONE
        : problem([...path, 'environments', at], `"${one}" is not an environment`, `one of ${known.join(', ')}`),
    ),
    ...(digestMinutes === undefined
      ? NONE
      : notWhole(digestMinutes, 1, DIGEST_MINUTES_MAX, [...path, 'digestMinutes'])),
  ];
}

export function announceProblems({ hoursBefore }: AnnounceRule, path: PolicyPath): Problems {
  const list = [...path, 'hoursBefore'];
  const sorted = [...new Set(hoursBefore)].toSorted((a, b) => b - a);
  return [
    ...atMost(hoursBefore, ANNOUNCEMENTS_MAX, list),
    ...(hoursBefore.length === 0 ? problem(list, 'names no hour', 'for example [168, 24]') : NONE),
    ...hoursBefore.flatMap((hours, at) => notWhole(hours, 1, HOURS_MAX, [...list, at])),
    ...(sorted.some((hours, at) => hours !== hoursBefore[at]) || sorted.length !== hoursBefore.length
      ? problem(list, 'does not descend, each once', `[${sorted.join(', ')}]`)
      : NONE),
  ];
}

const twice = (list: readonly string[], path: PolicyPath): Problems =>
  list.flatMap((one, at) =>
    list.indexOf(one) === at ? NONE : problem([...path, at], `"${one}" stands twice`, 'each once'),
  );
