// What people read: of every kind of notice, whatever hosts and feeds have put into it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLACEHOLDERS, TOLD_EVENTS } from '../policy/index.ts';
import { reason } from '../reasons/index.ts';
import { asInstant } from '../time/index.ts';
import { type ContentOf, composeDigest, composeNotice, type NoticeKind, TEMPLATES } from './index.ts';

const AT = asInstant('2026-11-21T08:00:00.000Z');
const PLAN = `sha256:${'a1'.repeat(32)}`;
const WHY = reason('feed-is-html', { feed: 'kev' });
const ASKED = {
  plan: PLAN,
  environment: 'prod',
  policy: 'databases',
  wanted: '1 of operations',
  hostsInAll: 3,
  startsAt: AT,
};
const OCCURRENCE = { id: 'one', startsAt: AT, cutOffAt: AT, endsAt: asInstant('2026-11-21T12:00:00.000Z') };
const LOCAL = { zone: 'Europe/Berlin', startsAt: '2026-11-21 09:00:00 +01:00', endsAt: '2026-11-21 13:00:00 +01:00' };
const REQUEST: ContentOf<'change-request-opened'> = {
  number: 'CR-1',
  plan: PLAN,
  environment: 'prod',
  title: 'Updates',
  text: 'three hosts',
  backOut: 'kept files',
  plannedTimes: [OCCURRENCE],
  state: 'open',
  reference: 'CHG001',
  openedBy: 'ada',
  result: { outcome: 'completed', text: 'all done', rolloutId: 'rollout-1' },
};

const SAMPLES: { readonly [Kind in NoticeKind]: ContentOf<Kind> } = {
  'newly-affected': {
    updates: [
      {
        release: { distribution: 'debian', release: 'bookworm' },
        sourcePackage: 'openssl',
        fixedVersion: '3.0.17-1',
        vulnerabilities: ['CVE-2026-1'],
        vulnerabilitiesInAll: 3,
        hosts: ['web-1', 'web-2'],
        hostsInAll: 30,
      },
    ],
    updatesInAll: 2,
  },
  'window-announced': {
    plan: PLAN,
    environment: 'prod',
    policy: null,
    occurrence: OCCURRENCE,
    local: LOCAL,
    hoursBefore: 24,
    late: true,
    approved: false,
    hosts: [{ hostname: 'db-1', services: ['ledger'], owner: 'bank' }],
    hostsInAll: 4,
  },
  'window-called-off': {
    ...{ plan: PLAN, environment: 'prod', policy: null, occurrence: OCCURRENCE, local: LOCAL },
    reason: reason('plan-refused', { person: 'bob', at: AT, why: 'not this week' }),
    instead: null,
    hosts: [{ hostname: 'db-1', services: ['ledger'], owner: 'bank' }],
    hostsInAll: 2,
    announcedInAll: 2,
  },
  'approval-wanted': ASKED,
  'approval-missing': { ...ASKED, startsAt: null },
  'approval-refused': { plan: PLAN, environment: 'prod', policy: null, by: 'bob', why: 'not this week' },
  'rollout-started': { rollout: 'rollout-1', plan: PLAN, environment: 'prod', hostsInAll: 3, endsAt: AT },
  'rollout-stopped': { rollout: 'rollout-1', environment: 'prod', reason: WHY, hostsInAll: 3, done: 1, away: 1 },
  'rollout-ended': {
    rollout: 'rollout-1',
    environment: 'prod',
    state: 'completed',
    hostsInAll: 3,
    done: 2,
    notDone: [{ hostname: 'db-1', phase: 'excused', reason: WHY }],
  },
  'gate-closed': { rollout: 'rollout-1', environment: 'prod', wave: 1, gates: [{ name: 'alerts', reason: WHY }] },
  'word-wanted': {
    rollout: 'rollout-1',
    environment: 'prod',
    wave: 1,
    settledAt: AT,
    reason: reason('wave-wants-word', { wave: 1, rollout: 'rollout-1' }),
    hostsWaiting: 4,
    cutOffAt: asInstant('2026-11-21T12:00:00.000Z'),
  },
  'host-failed': {
    rollout: 'rollout-1',
    environment: 'prod',
    hostId: 'host-1',
    hostname: 'db-1',
    owner: 'bank',
    phase: 'gone-back',
    step: 'apply',
    reason: WHY,
    cause: { what: 'The filesystem of /boot has no room for vmlinuz.', next: 'Remove kernels that are not needed.' },
    outOfBand: 'bmc',
  },
  'step-overdue': {
    ...{ rollout: 'rollout-7', environment: 'prod', hostId: 'host-1', hostname: 'db-1', owner: 'bank' },
    ...{ step: 'apply', since: AT, limitSeconds: 1800 },
  },
  'database-broken': { environment: 'prod', hosts: ['db-1', 'db-2'], hostsInAll: 2 },
  'host-missed-window': {
    environment: 'prod',
    hostId: 'host-1',
    hostname: 'db-1',
    owner: 'bank',
    endedAt: AT,
    reason: WHY,
    rule: 'isolate-first',
  },
  'host-isolated': {
    environment: 'prod',
    hostId: 'host-1',
    hostname: 'db-1',
    owner: 'bank',
    phase: 'isolated',
    until: AT,
    reason: WHY,
  },
  'install-overdue': { environment: 'prod', patchSet: PLAN, dueAt: AT, hosts: ['db-1'], hostsInAll: 2 },
  'exception-ends': {
    name: 'old-java',
    leavesOut: 'package openjdk-8-jre',
    owner: 'bank',
    why: 'the vendor',
    expiresAt: AT,
    hostsInAll: 2,
  },
  'patch-set-standing': {
    patchSet: PLAN,
    standing: 'not-passed',
    environment: 'uat',
    policy: null,
    reasons: [WHY],
    since: AT,
  },
  'version-quarantined': { package: 'openssl', version: '3.0.17-1', by: 'ada', reason: WHY, inFlight: ['uat'] },
  'feed-failed': { feed: 'kev', reason: WHY, goodAt: AT },
  'scan-report': {
    environment: 'prod',
    at: AT,
    hostsInAll: 9,
    silent: 1,
    hostsMissing: 2,
    updatesMissing: 7,
    owners: [{ owner: null, hosts: 2, updates: 7 }],
  },
  'cycle-closed': {
    patchSet: PLAN,
    environment: 'prod',
    policy: null,
    hostsInAll: 9,
    done: 8,
    excused: 1,
    open: ['restore test'],
  },
  'change-request-opened': REQUEST,
  'change-request-changed': REQUEST,
  'change-request-closed': REQUEST,
};

const KINDS = Object.keys(TEMPLATES) as readonly NoticeKind[];
const told = (kind: NoticeKind, content: object = SAMPLES[kind]) => ({ eventId: `${kind}-1`, at: AT, kind, content });

it('every placeholder that policy may name is one value of what its event carries', () => {
  for (const kind of TOLD_EVENTS) {
    for (const name of PLACEHOLDERS[kind]) {
      const wording = { subject: `<{${name}}>` };
      const { subject } = composeNotice({ ...told(kind), wording });
      const value = name.split('.').reduce<unknown>((of, part) => (of as Record<string, unknown>)[part], SAMPLES[kind]);
      expect([kind, name, value]).not.toContain(undefined);
      expect(subject, `${kind} ${name}`).not.toMatch(/[[{]/);
    }
  }
});

describe('a notice', () => {
  it('has a template for everything that contacts can name', () => {
    expect(KINDS).toEqual(expect.arrayContaining([...TOLD_EVENTS]));
  });

  it('of every kind reads as it is written down', async () => {
    const texts = KINDS.map((kind) => textOf(composeNotice(told(kind))));
    const digest = composeDigest([told('host-failed'), told('host-failed'), told('rollout-ended')], 'flood');
    await expect(`${[...texts, textOf(digest)].join('\n\n')}\n`).toMatchFileSnapshot('golden/notices.txt');
  });

  it.each(KINDS)('%s has everything that it says', (kind) => {
    expect(textOf(composeNotice(told(kind)))).not.toMatch(/undefined|null|NaN|\[object|\{\w+\}/);
  });

  it.each(KINDS)('%s keeps a line a line, whatever was put into it', (kind) => {
    const wild = fc.string({
      unit: fc.constantFrom('\r', '\n', '\u0000', '\u2028', '\u202e', '\u2066', 'x', '\u001b'),
    });
    fc.assert(
      fc.property(wild, (text) => {
        const { subject, lines } = composeNotice(told(kind, withText(SAMPLES[kind], text) as object));
        for (const line of [subject, ...lines])
          expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it.each(KINDS)('%s ends somewhere, however much it holds', (kind) => {
    const { subject, lines } = composeNotice(told(kind, withText(SAMPLES[kind], 'long '.repeat(2000)) as object));
    expect(subject.length).toBeLessThanOrEqual(200);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(1000);
  });

  it('of a kind that this version does not know is shown as it stands', () => {
    const { subject, lines } = composeNotice({ eventId: 'e', at: AT, kind: 'feed-refused', content: { feed: 'kev' } });
    expect([subject, ...lines]).toEqual(['feed-refused', '{"feed":"kev"}']);
  });

  it('whose kind is a property of every object is not taken for a template', () => {
    expect(composeNotice({ eventId: 'e', at: AT, kind: 'constructor', content: {} }).subject).toBe('constructor');
  });
});

it('an approval that is asked for again says so, and why', () => {
  const again = 'dora refused it on 2026-11-20: not now. gina asks again: the month is closed';
  const { subject, lines } = composeNotice(told('approval-wanted', { ...ASKED, again }));
  expect(subject).toBe('approval wanted again for prod (databases)');
  expect(lines[1]).toBe(again);
});

describe('a window that was announced', () => {
  const ENDS = asInstant('2026-11-21T14:00:00.000Z');

  it('and is moved says to when, in the subject and in words', () => {
    const instead = { occurrence: { ...OCCURRENCE, startsAt: ENDS }, local: null };
    const { subject, lines } = composeNotice(
      told('window-called-off', { ...SAMPLES['window-called-off'], instead, reason: reason('window-plan-replaced') }),
    );
    expect(subject).toBe('patching of prod announced for 2026-11-21 09:00:00 +01:00 is moved to 2026-11-21 14:00 UTC');
    expect(lines[2]).toBe('Planned now: from 2026-11-21 14:00 UTC to 2026-11-21 12:00 UTC.');
  });

  it('and is called off for some of its hosts says for how many', () => {
    const content = { ...SAMPLES['window-called-off'], hostsInAll: 1 };
    const { subject, lines } = composeNotice(told('window-called-off', content));
    expect(subject).toMatch(/: not for 1 of 2 hosts$/);
    expect(lines[0]).toMatch(/^For 1 of the 2 hosts it does not take place then\. bob refused/);
  });

  it('and has another end says which, and which was told', () => {
    const content = { ...SAMPLES['window-announced'], late: false, endedBefore: ENDS };
    const { subject, lines } = composeNotice(told('window-announced', content));
    expect(subject).toBe('another end: patching of prod ends 2026-11-21 13:00:00 +01:00');
    expect(lines).toContain('It was told before that it ends 2026-11-21 14:00 UTC.');
  });
});

describe('a digest', () => {
  it('tells each with its time and its first lines, and why they come together', () => {
    const { subject, lines } = composeDigest(
      [told('host-failed'), told('host-failed'), told('rollout-ended')],
      'flood',
    );
    expect(subject).toBe('3 notices: 2 host-failed, 1 rollout-ended');
    expect(lines.filter((line) => line.startsWith('2026-11-21 08:00 UTC'))).toHaveLength(3);
    expect(composeDigest([told('feed-failed')], 'asked').lines[0]).toBe(
      '1 notice. They are told together, as policy asks.',
    );
  });
});

const textOf = ({ subject, lines }: { readonly subject: string; readonly lines: readonly string[] }): string =>
  [subject, ...lines].join('\n');

/** The same with this text behind every other one but what is an instant, which no host says. */
const withText = (value: unknown, text: string): unknown => {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT/.test(value) || value in PHASES ? value : `${value}${text}`;
  if (Array.isArray(value)) return value.map((one) => withText(one, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withText(one, text)]));
};
/** Words that choose a sentence. */
const PHASES = { 'gone-back': true, 'isolate-first': true, isolated: true, completed: true, open: true };
