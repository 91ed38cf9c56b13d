// Reminders, the drafted text, and how a change request moves.

import { demoProd, sha256 } from '@slipway/testkit/builders';
import { aChangeRequest, aStoredPlan } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../plan/index.ts';
import { reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import {
  type ChangeRequest,
  changeRequestNumber,
  draftChangeRequest,
  editChangeRequest,
  endChangeRequest,
  followNames,
  nextReminderAt,
  noteName,
  remindersDue,
} from './index.ts';

const { plan } = aStoredPlan(['host-1']);
const MADE = plan.madeAt;
const later = (hours: number): Instant => addSeconds(MADE, hours * 3600);

describe('reminders', () => {
  const startsAt = later(100);
  const header = {
    bounds: {
      ...plan.header.bounds,
      occurrences: [{ id: 'one', startsAt, cutOffAt: later(104), endsAt: later(106) }],
    },
  };
  const due = (now: Instant, madeAt = MADE) => remindersDue(header, madeAt, now).map(({ hoursBefore }) => hoursBefore);

  it.each([
    [27.9, []],
    [28, [72]],
    [75.9, [72]],
    [76, [24]],
    [96, [4]],
    [99.9, [4]],
    [100, []],
  ])('%d hours after planning: %j', (hours, expected) => {
    expect(due(later(hours))).toEqual(expected);
  });

  it('that were due before the plan was made are not made up for', () => {
    expect(due(later(80), later(79))).toEqual([]);
    expect(due(later(97), later(79))).toEqual([4]);
  });

  it('are looked at again when the next is due', () => {
    expect(nextReminderAt(header, MADE)).toBe(later(28));
    expect(nextReminderAt(header, later(28))).toBe(later(76));
    expect(nextReminderAt(header, later(96))).toBeNull();
  });
});

describe('the drafted text', () => {
  const made = makePlan(demoProd(), sha256).plan;
  if (made === null) throw new Error('the demo plans hosts');
  const draft = (hostPlans = made.hostPlans) =>
    draftChangeRequest({
      planDigest: made.digest,
      header: made.header,
      hostPlans,
      advisories: ['DSA-2', 'DSA-1'],
      checklist: [{ name: 'backup', kind: 'file-age', path: '/var/backups/last', maxAgeHours: 24 }],
    });

  it('says what, where, when, how and the way back', () => {
    const { title, text, backOut } = draft();
    expect(title).toMatch(/^Patch \d+ hosts? of prod: /);
    for (const { hostname } of made.hostPlans) expect(text).toContain(`  ${hostname}\n`);
    for (const { startsAt } of made.header.bounds.occurrences) expect(text).toContain(startsAt);
    expect(text).toContain(made.digest);
    expect(text).toContain('Answers:\n  DSA-1\n  DSA-2\n');
    expect(text).toContain('  backup (file-age)');
    expect(backOut).toContain('goes back by itself');
  });

  it('C09: names the old kernels that go before the change, and that no way back brings them again', () => {
    const [one] = made.hostPlans;
    if (one === undefined) throw new Error('the demo plans hosts');
    const old = { name: 'linux-image-6.1.0-44-amd64', architecture: 'amd64', version: '6.1.164-1' };
    const kernels = {
      ...{ boot: null, trial: 'wanted' as const, removals: [] },
      before: [{ ...old, release: '6.1.0-44-amd64' }],
    };
    const { text, backOut } = draft([
      { ...one, kernels },
      { ...one, kernels },
    ]);
    expect(text).toContain(
      'Old kernels that go before the change:\n  remove linux-image-6.1.0-44-amd64 6.1.164-1 (amd64), 2 hosts\n',
    );
    expect(backOut).toContain('Old kernels that went before the change stay away');
    expect(draft().backOut).not.toContain('Old kernels');
  });

  it('stays readable for a large fleet', () => {
    const [one] = made.hostPlans;
    const many = Array.from({ length: 3000 }, (_, at) => ({ ...one!, hostname: `host-${at}` }));
    const { text } = draft(many);
    expect(text).toContain('and 2950 more: `slipway plan show` has them all');
    expect(text.length).toBeLessThan(10_000);
  });
});

describe('a change request', () => {
  const open: ChangeRequest = { number: changeRequestNumber(1), ...aChangeRequest(plan) };
  const ada = { who: 'ada', at: MADE };
  const wanting = reason('waiting-for-approval', { missing: '1 more name' });

  it('has a number', () => {
    expect([1, 42, 1_234_567].map(changeRequestNumber)).toEqual(['CHG-000001', 'CHG-000042', 'CHG-1234567']);
  });

  it('follows the names under its plan, both ways', () => {
    expect(followNames(open, wanting, MADE)).toBe(open);
    const approved = followNames(open, null, MADE);
    expect(approved.state).toBe('approved');
    expect(followNames(approved, null, MADE)).toBe(approved);
    const lost = followNames(approved, wanting, MADE);
    expect(lost.state).toBe('open');
    expect(lost.history.map(({ what }) => what)).toEqual(['opened', 'approved', 'approval-lost']);
  });

  it('is worded anew until the first name', () => {
    const edited = editChangeRequest(open, { backOutAdded: 'call the night shift' }, ada);
    expect(edited).toMatchObject({
      ok: true,
      value: { title: open.title, backOut: { added: 'call the night shift' } },
    });
    const signed = noteName(open, { ...ada, detail: 'operations' });
    expect(editChangeRequest(signed, { title: 'x' }, ada)).toMatchObject({ reason: { code: 'change-request-signed' } });
  });

  it('ends once, and says with what', () => {
    const rejected = endChangeRequest(open, { outcome: 'rejected', text: 'no', rolloutId: null }, ada);
    expect(rejected).toMatchObject({ state: 'rejected', result: { outcome: 'rejected' } });
    expect(endChangeRequest(rejected, { outcome: 'completed', text: 'done', rolloutId: null }, ada)).toBe(rejected);
    expect(followNames(rejected, null, MADE)).toBe(rejected);
    expect(editChangeRequest(rejected, { title: 'x' }, ada)).toMatchObject({
      reason: { code: 'change-request-ended' },
    });
    const closed = endChangeRequest(open, { outcome: 'aborted', text: 'by ada', rolloutId: null }, ada);
    expect(closed).toMatchObject({ state: 'closed', result: { outcome: 'aborted' } });
  });

  it('keeps what the outside system calls it', () => {
    const asked = { ...open, outside: { system: 'service-desk', reference: null } };
    const named = noteName(asked, { ...ada, detail: '', answerId: 'a-1', reference: 'REQ-9' });
    expect(named.outside).toEqual({ system: 'service-desk', reference: 'REQ-9' });
    expect(named.history.at(-1)).toEqual({ ...ada, detail: '', answerId: 'a-1', what: 'named' });
  });
});
