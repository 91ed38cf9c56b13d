import { expect, it } from 'vitest';
import { at, EVENING } from '../../test/plans.ts';
import { aRollout, PLANS, phases } from '../../test/told-rollout.ts';
import { reason } from '../reasons/index.ts';

const unchecked = reason('checklist-blocks', { items: 'backup' });
const kinds = (decision: ReturnType<ReturnType<typeof aRollout>['look']>) => decision.commands.map(({ kind }) => kind);
const codes = (decision: ReturnType<ReturnType<typeof aRollout>['look']>) =>
  decision.waiting.map(({ reason: { code } }) => code);

it('nobody begins under a checklist that is not green, and all do once it is', () => {
  const { look } = aRollout();
  const blocked = look(EVENING, { unchecked });
  expect(blocked.commands).toEqual([]);
  expect(codes(blocked)).toEqual(Array(3).fill('checklist-blocks'));
  expect(kinds(look(at(30), { unchecked: null }))).toContain('grant');
});

it('until its window comes, a host waits for that', () => {
  expect(codes(aRollout().look(at(-7200), { unchecked }))).toEqual(Array(3).fill('waiting-for-occurrence'));
});

it('a grant that nobody has used is given out no more; what has begun goes on', () => {
  const { look, hear } = aRollout();
  look(EVENING);
  const attemptId = look(at(1)).rollout.hosts[0]?.attemptId ?? null;
  if (attemptId === null) throw new Error('a was granted');
  hear('a', { attempt: { attemptId, step: 'apply', stepBegunAt: at(2), ended: null } });
  const later = look(at(3), { unchecked });
  expect(phases(later)).toMatch(/^a:away/);
  const withdrawn = later.commands.filter(({ kind }) => kind === 'withdraw-grant').map(({ hostId }) => hostId);
  expect(withdrawn).not.toContain('a');
  expect(withdrawn.length).toBeGreaterThan(0);
  expect(phases(look(at(4), { unchecked }))).toMatch(/^a:away/);
});

it('who comes back from a try begins by a look that was taken since', () => {
  const { look, hear } = aRollout({ plans: PLANS.slice(0, 1), header: { failureBudgetHosts: 1 } });
  expect(phases(look(EVENING, { checkedAt: EVENING }))).toBe('a:granted');
  expect(phases(look(at(2000), { checkedAt: at(2000) }))).toBe('a:lost');
  hear('a', { lastSeenAt: at(3000) });
  // Of 2990, when `a` was lost and nobody asked whether its backup is there.
  const back = look(at(3000), { checkedAt: at(2990) });
  expect([phases(back), ...codes(back)]).toEqual(['a:waiting', 'checklist-not-looked-at']);
  hear('a', { lastSeenAt: at(3040) });
  expect(phases(look(at(3040), { checkedAt: at(3029) }))).toBe('a:waiting');
  expect(phases(look(at(3040), { checkedAt: at(3030) }))).toBe('a:granted');
});
