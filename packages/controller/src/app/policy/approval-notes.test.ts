import { openMemoryStore } from '@slipway/controller/store/memory';
import { type ApprovalRule, placeText } from '@slipway/core/policy';
import { addSeconds } from '@slipway/core/time';
import { anEnvironment, aPolicy, THE_MORNING } from '@slipway/testkit/builders';
import { anAccount, anApiToken, aWebhook } from '@slipway/testkit/store-rows';
import { expect, it } from 'vitest';
import { approvalNotes } from './approval-notes.ts';

const NOW = addSeconds(THE_MORNING, 60);
const TEAMS = ['development', 'operations', 'security'];

const placesOf = async (approval: ApprovalRule): Promise<readonly string[]> => {
  const store = openMemoryStore();
  await store.write(async ({ access, outbox }) => {
    const token = async (tokenId: string, given: Partial<Parameters<typeof anApiToken>[0]>) =>
      await access.addToken({ ...anApiToken({ tokenId, ...given }), secretDigest: tokenId as never });
    await token('1', { person: 'ada', roles: ['approver'], teams: ['operations', 'security'] });
    await token('2', { person: 'bob', roles: ['operator'], teams: ['development'] });
    await token('3', { person: 'eve', roles: ['approver'], teams: ['development'], expiresAt: THE_MORNING });
    await access.putAccount(anAccount({ name: 'gil', roles: ['approver'], teams: ['audit'] }));
    await access.putAccount(anAccount({ name: 'hal', roles: ['approver'], teams: ['left'], disabledAt: THE_MORNING }));
    await outbox.putAudience(aWebhook('service-desk'));
    await outbox.putAudience({ name: 'admins', kind: 'mail', to: ['a@example.invalid'] });
  });
  const policy = aPolicy({ environments: [anEnvironment({ name: 'prod', approval })] });
  const notes = await store.read(async (view) => await approvalNotes(view, policy, NOW));
  return notes.map(({ path }) => placeText(path).replace('environments[0].approval.', ''));
};

it.each<[string, ApprovalRule, readonly string[]]>([
  ['one person', { rule: 'self' }, []],
  ['a team with somebody in it', { rule: 'team', team: 'operations', count: 1 }, []],
  ['a team with an account in it', { rule: 'team', team: 'audit', count: 1 }, []],
  ['a team whose only account is disabled', { rule: 'team', team: 'left', count: 1 }, ['team']],
  ['more people than a team has', { rule: 'team', team: 'operations', count: 2 }, ['team']],
  ['one of several teams', { rule: 'teams', teams: TEAMS, count: 1 }, ['teams[0]']],
  ['two teams that only one person is of', { rule: 'teams', teams: ['operations', 'security'], count: 2 }, ['count']],
  [
    'an outside system that is known',
    { rule: 'change-request', teams: ['operations'], count: 1, outside: 'service-desk' },
    [],
  ],
  ['one that is mail', { rule: 'change-request', teams: ['operations'], count: 1, outside: 'admins' }, ['outside']],
])('of %s it is told what nobody could meet today', async (_what, rule, expected) => {
  expect(await placesOf(rule)).toEqual(expected);
});
