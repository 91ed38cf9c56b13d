import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asDigest, asHostId, asRolloutId, type HostId, type RolloutId } from '../ids/index.ts';
import type { ChecklistItem } from '../policy/index.ts';
import type { Reading } from '../reading/index.ts';
import { explain, reason } from '../reasons/index.ts';
import { addSeconds, asInstant, type Instant } from '../time/index.ts';
import { judgeChecklist, PROBE_SECONDS_MAX, whyBlocked } from './index.ts';
import type { ChecklistFacts, HostReading, JudgedItem, PlanChecklist } from './types.ts';

const NOW = asInstant('2026-11-21T20:00:00.000Z');
const hour = (hours: number): Instant => addSeconds(NOW, hours * 3600);
const [A, B] = [asHostId('host-a'), asHostId('host-b')];
const HOSTS = [
  { hostId: A, hostname: 'app1', canRead: true },
  { hostId: B, hostname: 'app2', canRead: true },
];

const facts = (given: Partial<ChecklistFacts> = {}): ChecklistFacts => ({
  now: NOW,
  hosts: HOSTS,
  askedFrom: null,
  readings: new Map(),
  probes: new Map(),
  occurrence: { startsAt: hour(1), toldAt: null },
  unproven: [],
  ...given,
});

const checklist = (items: readonly ChecklistItem[], given: Partial<PlanChecklist> = {}): PlanChecklist => ({
  planDigest: asDigest(`sha256:${'0'.repeat(64)}`),
  items,
  until: hour(5),
  withoutWayBack: [],
  withoutRestorePoint: [],
  ...given,
});

const only = (item: ChecklistItem, given: Partial<ChecklistFacts>, plan: Partial<PlanChecklist> = {}): JudgedItem => {
  const [judged] = judgeChecklist(checklist([item], plan), facts(given));
  if (judged === undefined) throw new Error('an item is judged');
  return judged;
};
const said = ({ state, reason: why }: JudgedItem): string => (why === null ? state : `${state}: ${explain(why)}`);

const read = (
  given: Partial<Reading> = {},
  receivedAt: Instant = given.takenAt ?? NOW,
): Omit<HostReading, 'hostId'> => ({
  reading: { state: 'ok', text: 'BACKUP OK', takenAt: NOW, exit: 0, modifiedAt: null, ...given },
  receivedAt,
});
const readings = (name: string, answers: readonly (readonly [HostId, Omit<HostReading, 'hostId'>])[]) => ({
  readings: new Map([[name, new Map(answers.map(([hostId, answer]) => [hostId, { hostId, ...answer }]))]]),
});

const PLUG_IN: ChecklistItem = {
  name: 'backup',
  kind: 'plug-in',
  plugIn: 'check_backup',
  parameters: {},
  maxAgeHours: 24,
};
const FILE: ChecklistItem = { name: 'dump', kind: 'file-age', path: '/var/backups/db', maxAgeHours: 24 };

describe('a plug-in on every host', () => {
  it('is green where all say ok, and as old as the oldest of them', () => {
    const both = readings('backup', [
      [A, read()],
      [B, read({ takenAt: hour(-3) })],
    ]);
    expect(only(PLUG_IN, both)).toMatchObject({ state: 'green', reason: null, evidenceAt: hour(-3) });
  });

  it.each([
    [
      'that says warning',
      read({ state: 'warning', text: 'slow.' }),
      'blocking: On app2 check_backup is warning: slow (so it is on 1 of 2 hosts).',
    ],
    [
      'that says critical',
      read({ state: 'critical', text: 'none' }),
      'blocking: On app2 check_backup is critical: none (so it is on 1 of 2 hosts).',
    ],
    [
      'that says unknown',
      read({ state: 'unknown', text: 'The plug-in is not there.' }),
      'unknown: Nobody can tell of app2: The plug-in is not there (so it is with 1 of 2 hosts).',
    ],
    [
      'whose word is old',
      read({ takenAt: hour(-25) }),
      `unknown: Nobody can tell of app2: what it said is of ${hour(-25)} (so it is with 1 of 2 hosts).`,
    ],
    [
      'whose word came long ago by our clock, whatever its own says',
      read({ takenAt: hour(3) }, hour(-25)),
      `unknown: Nobody can tell of app2: what it said is of ${hour(-25)} (so it is with 1 of 2 hosts).`,
    ],
  ] as const)('is not green with one %s', (_case, answer, expected) => {
    expect(
      said(
        only(
          PLUG_IN,
          readings('backup', [
            [A, read()],
            [B, answer],
          ]),
        ),
      ),
    ).toBe(expected);
  });

  it('is not green where one has not answered, or cannot', () => {
    expect(said(only(PLUG_IN, readings('backup', [[A, read()]])))).toContain('app2: it has not answered yet');
    const old = [HOSTS[0], { hostId: B, hostname: 'app2', canRead: false }] as const;
    const both = readings('backup', [
      [A, read()],
      [B, read()],
    ]);
    expect(said(only(PLUG_IN, { ...both, hosts: old as ChecklistFacts['hosts'] }))).toContain('takes no readings yet');
  });

  it('tells of a no before of a do-not-know', () => {
    expect(only(PLUG_IN, readings('backup', [[B, read({ state: 'critical' })]])).state).toBe('blocking');
  });

  it('says from when on hosts are asked', () => {
    expect(said(only(PLUG_IN, { askedFrom: hour(10) }))).toBe(`unknown: Hosts are asked from ${hour(10)} on.`);
  });
});

describe('the age of a file on every host', () => {
  it.each([
    ['young enough', hour(-24), 'green'],
    ['too old', addSeconds(hour(-24), -1), 'blocking'],
    ['of the future', addSeconds(NOW, 121), 'unknown'],
    ['as far ahead as clocks may be', addSeconds(NOW, 120), 'green'],
  ] as const)('%s', (_case, modifiedAt, state) => {
    const answers = readings('dump', [
      [A, read({ modifiedAt })],
      [B, read({ modifiedAt: NOW })],
    ]);
    expect(only(FILE, answers).state).toBe(state);
  });
});

describe('the other items', () => {
  const HTTP: ChecklistItem = { name: 'store', kind: 'http', url: 'https://backup.example/', status: 200 };
  const closed = reason('checklist-not-asked', { detail: 'it answered 500' });
  it.each([
    ['green', { at: NOW, reason: null }],
    ['blocking', { at: NOW, reason: closed }],
    ['unknown', { at: addSeconds(NOW, -PROBE_SECONDS_MAX - 1), reason: null }],
  ] as const)('an address is %s', (state, answer) => {
    expect(only(HTTP, { probes: new Map([['store', answer]]) }).state).toBe(state);
    expect(only(HTTP, {}).state).toBe('unknown');
  });

  it('way back and restore point are those of the plan, for hosts that have not begun', () => {
    const [back, restore]: ChecklistItem[] = [
      { name: 'back', kind: 'way-back' },
      { name: 'restore', kind: 'restore-point' },
    ];
    if (back === undefined || restore === undefined) throw new Error('both are items');
    expect(only(back, {}, { withoutWayBack: [] }).state).toBe('green');
    expect(said(only(back, {}, { withoutWayBack: [A, B] }))).toContain('app1 has no way back');
    expect(said(only(restore, {}, { withoutRestorePoint: [B] }))).toContain('no restore point on app2 (nor on 1 of 2');
    expect(only(restore, { hosts: [HOSTS[0] as (typeof HOSTS)[0]] }, { withoutRestorePoint: [B] }).state).toBe('green');
  });

  const ANNOUNCED: ChecklistItem = { name: 'told', kind: 'announced', hoursBefore: 24 };
  it.each([
    [hour(-23), 'green'],
    [addSeconds(hour(-23), 1), 'blocking'],
    [null, 'blocking'],
  ] as const)('a window that begins in an hour and was announced at %s is %s', (toldAt, state) => {
    expect(only(ANNOUNCED, { occurrence: { startsAt: hour(1), toldAt } }).state).toBe(state);
    expect(only(ANNOUNCED, { occurrence: null }).state).toBe('unknown');
  });

  it.each([
    [[], 'green'],
    [['openssl 3.0.15-1'], 'blocking'],
    [null, 'unknown'],
  ] as const)('what the tier before has not proven (%j) is %s', (unproven, state) => {
    expect(only({ name: 'tier', kind: 'tier-before' }, { unproven }).state).toBe(state);
  });

  it('are all green where every host has begun: nobody is left to be kept', () => {
    const items: readonly ChecklistItem[] = [PLUG_IN, FILE, HTTP, ANNOUNCED, { name: 'tier', kind: 'tier-before' }];
    const judged = judgeChecklist(checklist(items), facts({ hosts: [], unproven: null, askedFrom: hour(1) }));
    expect(judged.map(({ name }) => name)).toEqual(items.map(({ name }) => name));
    expect(judged.every(({ state }) => state === 'green')).toBe(true);
  });
});

describe('a look at a checklist', () => {
  const item = (name: string, state: JudgedItem['state']): JudgedItem => ({
    ...{ name, kind: 'http', state, evidenceAt: null },
    reason: state === 'green' ? null : reason('checklist-not-asked', { detail: name }),
  });
  const look = (items: readonly JudgedItem[], at = NOW) => ({ at, rolloutId: null, items });

  it('lets hosts begin only where it is fresh and every item green', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('green', 'blocking', 'unknown'), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: -300, max: 300 }),
        (states, seconds) => {
          const items = states.map((state, at) => item(`item-${at}`, state));
          const why = whyBlocked(look(items, addSeconds(NOW, -seconds)), { rolloutId: null, now: NOW });
          const mayBegin = Math.abs(seconds) <= 120 && states.every((state) => state === 'green');
          expect(why === null).toBe(mayBegin);
        },
      ),
    );
    expect(whyBlocked(null, { rolloutId: null, now: NOW })?.code).toBe('checklist-not-looked-at');
  });

  it('was looked at for the plan, or for this very rollout', () => {
    const [first, second] = [asRolloutId('first'), asRolloutId('second')];
    const code = (lookedFor: RolloutId | null, rolloutId: RolloutId) =>
      whyBlocked({ ...look([item('a', 'green')]), rolloutId: lookedFor }, { rolloutId, now: NOW })?.code;
    expect([code(null, first), code(first, first), code(first, second)]).toEqual([
      undefined,
      undefined,
      'checklist-not-looked-at',
    ]);
  });

  it('names what is against it, the first three', () => {
    const items = ['a', 'b', 'c', 'd', 'e'].map((name) => item(name, name === 'b' ? 'green' : 'blocking'));
    expect(explain(whyBlocked(look(items), { rolloutId: null, now: NOW }) ?? reason('plan-empty'))).toBe(
      'Its checklist keeps hosts from beginning: a (Nobody can tell: a); c (Nobody can tell: c); d (Nobody can tell: d); and 1 more.',
    );
  });
});
