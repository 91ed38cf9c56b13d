// Who hears of what, and with which message.

import { describe, expect, it } from 'vitest';
import type { Contact } from '../policy/index.ts';
import { addMs, asInstant } from '../time/index.ts';
import {
  announcementsDue,
  DIGEST_NOTICES_MAX,
  FLOOD_NOTICES,
  nextAnnouncementAt,
  routesOf,
  sendingFor,
} from './index.ts';

const NOW = asInstant('2026-11-21T08:00:00.000Z');
const minutes = (count: number) => addMs(NOW, count * 60_000);
const hours = (count: number) => minutes(count * 60);

const contact = (given: Partial<Contact>): Contact => ({ name: 'one', audience: 'ops', ...given });
const heard = (contacts: readonly Contact[], event: Parameters<typeof routesOf>[0], audiences = ['ops', 'boss']) =>
  routesOf(event, audiences, contacts).map(({ audience, contact: name, digestMinutes }) =>
    [audience, name, digestMinutes].join(' '),
  );
const FAILED = { kind: 'host-failed', environments: ['prod'] };

describe('an event', () => {
  it.each([
    ['without contacts reaches everybody', [], FAILED, ['ops  ', 'boss  ']],
    [
      'reaches a contact that hears of it, and whom none names',
      [contact({ hears: ['host-failed'] })],
      FAILED,
      ['ops one ', 'boss  '],
    ],
    ['does not reach a contact that hears of others', [contact({ hears: ['scan-report'] })], FAILED, ['boss  ']],
    ['does not reach a contact for other environments', [contact({ environments: ['dev'] })], FAILED, ['boss  ']],
    [
      'of several environments reaches each of them',
      [contact({ environments: ['dev'] })],
      { ...FAILED, environments: ['prod', 'dev'] },
      ['ops one ', 'boss  '],
    ],
    [
      'of no environment reaches all',
      [contact({ environments: ['dev'] })],
      { kind: 'feed-failed' },
      ['ops one ', 'boss  '],
    ],
    [
      'of an empty list reaches all',
      [contact({ environments: ['dev'] })],
      { kind: 'feed-failed', environments: [] },
      ['ops one ', 'boss  '],
    ],
    [
      'comes once, as soon as a contact wants it',
      [
        contact({ digestMinutes: 60 }),
        contact({ name: 'two', digestMinutes: 5 }),
        contact({ name: 'three', hears: ['scan-report'] }),
      ],
      FAILED,
      ['ops two 5', 'boss  '],
    ],
    [
      'comes at once where one contact wants it so',
      [contact({ digestMinutes: 60 }), contact({ name: 'now' })],
      FAILED,
      ['ops now ', 'boss  '],
    ],
    [
      'for an audience that is not there reaches nobody by it',
      [contact({ audience: 'gone' })],
      FAILED,
      ['ops  ', 'boss  '],
    ],
  ] as const)('%s', (_what, contacts, event, expected) => {
    expect(heard(contacts, event)).toEqual(expected);
  });
});

describe('a notice for an audience', () => {
  const route = (digestMinutes: number | null) => ({ audience: 'ops', contact: 'one', digestMinutes });
  const open = (notices: number, sendsAt = minutes(3)) => ({ digestId: 'd', sendsAt, notices });

  it.each([
    ['goes alone', null, null, 0, { kind: 'alone' }],
    ['goes alone until there are many', null, null, FLOOD_NOTICES - 1, { kind: 'alone' }],
    [
      'opens a digest where there are too many',
      null,
      null,
      FLOOD_NOTICES,
      { kind: 'opens', why: 'flood', sendsAt: minutes(10) },
    ],
    [
      'joins it while there are too many',
      null,
      open(1),
      FLOOD_NOTICES,
      { kind: 'joins', digestId: 'd', sendsAt: minutes(3) },
    ],
    ['goes alone when it has calmed down, beside a digest that is not sent yet', null, open(1), 3, { kind: 'alone' }],
    ['opens the digest that a contact asks for', 15, null, 0, { kind: 'opens', why: 'asked', sendsAt: minutes(15) }],
    ['joins the one that is open', 15, open(1), 0, { kind: 'joins', digestId: 'd', sendsAt: minutes(3) }],
    [
      'opens a second one beside a full one, for the same moment',
      15,
      open(DIGEST_NOTICES_MAX),
      0,
      { kind: 'opens', why: 'asked', sendsAt: minutes(3) },
    ],
    [
      'opens another where the open one is due',
      15,
      open(1, NOW),
      0,
      { kind: 'opens', why: 'asked', sendsAt: minutes(15) },
    ],
  ] as const)('%s', (_what, digestMinutes, found, lately, expected) => {
    expect(sendingFor(route(digestMinutes), { open: found, lately, now: NOW })).toEqual(expected);
  });
});

describe('an announcement', () => {
  const rule = { hoursBefore: [168, 24] };
  const occurrence = (startsAt: typeof NOW) => ({ id: startsAt, startsAt, cutOffAt: startsAt, endsAt: startsAt });
  const due = (startsAt: typeof NOW) =>
    announcementsDue(rule, [occurrence(startsAt)], NOW).map(
      (one) => `${one.hoursBefore} ${one.late ? 'late' : 'in time'}`,
    );

  it.each([
    ['not due yet', hours(169), []],
    ['due at its moment', hours(168), ['168 in time']],
    ['due a few minutes later', minutes(168 * 60 - 15), ['168 in time']],
    ['late after that', hours(100), ['168 late']],
    ['the nearer one once that is due', hours(24), ['24 in time']],
    ['told once for both where both have passed', hours(2), ['24 late']],
    ['not told when the window has begun', NOW, []],
  ] as const)('is %s', (_what, startsAt, expected) => {
    expect(due(startsAt)).toEqual(expected);
  });

  it('knows when the next one is due', () => {
    expect(nextAnnouncementAt(rule, [occurrence(hours(170))], NOW)).toBe(hours(2));
    expect(nextAnnouncementAt(rule, [occurrence(hours(100)), occurrence(hours(30))], NOW)).toBe(hours(6));
    expect(nextAnnouncementAt(rule, [occurrence(hours(3))], NOW)).toBeNull();
  });
});
