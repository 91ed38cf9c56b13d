// Contacts and announcements that cannot be meant are told, all at once, with what to write instead.

import { anEnvironment, aPolicy } from '@slipway/testkit/builders';
import { expect, it } from 'vitest';
import { placeText } from '../problem.ts';
import type { Contact } from '../process-types.ts';
import type { Policy } from '../types.ts';
import { policyProblems } from '../validate.ts';

const told = (policy: Policy): readonly string[] =>
  policyProblems(policy).map(({ path, what, instead }) => `${placeText(path)}: ${what} (${instead})`);
const ofContacts = (...contacts: readonly Contact[]) => told(aPolicy({ contacts }));
const ofHours = (...hoursBefore: readonly number[]) =>
  told(aPolicy({ environments: [anEnvironment({ announce: { hoursBefore } })] }));
const GOOD: Contact = {
  name: 'night',
  audience: 'ops',
  hears: ['host-failed'],
  environments: ['prod'],
  digestMinutes: 15,
};

it('takes what is sound', () => {
  expect(ofContacts(GOOD, { name: 'all', audience: 'ops' })).toEqual([]);
  expect(ofHours(168, 24)).toEqual([]);
});

it('tells everything that is wrong with contacts', () => {
  expect(
    ofContacts(
      { ...GOOD, audience: 'Ops Team', hears: ['host-failed', 'host-failed'], environments: ['prod', 'moon'] },
      { ...GOOD, hears: [], environments: [], digestMinutes: 2000 },
    ),
  ).toEqual([
    'contacts[1].name: "night" stands twice (a name of its own: contacts[0] has it)',
    'contacts[0].audience: "Ops Team" is not 1 to 63 characters of a-z, 0-9 and - (ops-team)',
    'contacts[0].hears[1]: "host-failed" stands twice (each once)',
    'contacts[0].environments[1]: "moon" is not an environment (one of dev, prod)',
    'contacts[1].hears: names nothing to hear of (nothing where it is for all of them)',
    'contacts[1].environments: names no environment (nothing where it is for all of them)',
    'contacts[1].digestMinutes: must be a whole number from 1 to 1440 (1440)',
  ]);
});

it.each([
  [[], ['environments[0].announce.hoursBefore: names no hour (for example [168, 24])']],
  [[24, 168], ['environments[0].announce.hoursBefore: does not descend, each once ([168, 24])']],
  [[24, 24], ['environments[0].announce.hoursBefore: does not descend, each once ([24])']],
  [[0.5], ['environments[0].announce.hoursBefore[0]: must be a whole number from 1 to 8784 (1)']],
])('tells what is wrong with announcements %j ahead', (hours, expected) => {
  expect(ofHours(...hours)).toEqual(expected);
});
