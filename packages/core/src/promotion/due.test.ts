import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  after,
  digestOfNumber,
  EMPTY_REPORT,
  type Fate,
  numberOf,
  World,
  type WorldOptions,
} from '../../test/promotion/world.ts';
import { asHostId } from '../ids/index.ts';
import type { LeftOut } from '../patch-set/index.ts';
import { type ReasonCode, reason } from '../reasons/index.ts';
import { dueNow } from './index.ts';

const WEEK = 7 * 24;
const promotion = (leadHours: number, soakHours: number) => ({ promotion: { leadHours, soakHours } });
const THREE: WorldOptions['environments'] = [
  { name: 'dev', ...promotion(24, 0) },
  { name: 'test', window: { kind: 'any-time', spanDays: 1 }, ...promotion(6, 24) },
  { name: 'prod', window: { kind: 'any-time', spanDays: 14 }, ...promotion(72, 48) },
];
const shortOf = (number: number): string => digestOfNumber(number).slice(7, 19);
const states = (world: World) =>
  [...world.promotions.values()].map((one) => `${one.environment} ${numberOf(one.patchSetDigest)} ${one.state}`);
const why = (world: World, environment: string) =>
  world.due.notDue.find((one) => one.environment === environment)?.reason.code;

describe('the schedule', () => {
  it('cuts in the first environment, and each later one takes what passed the one before', () => {
    const world = new World({ environments: THREE }).runTo(4 * WEEK);
    expect(world.said.slice(0, 14).map((line) => line.replaceAll(shortOf(1), 'SET'))).toMatchInlineSnapshot(`
      [
        "03-02T00:00 cut cut.dev.any-time-7-2026-03-02",
        "03-02T00:00 enter dev.SET for any-time-7-2026-03-02",
        "03-02T00:00 dev.SET is planned",
        "03-02T00:00 start dev.SET",
        "03-02T00:00 dev.SET is rolling-out",
        "03-02T00:00 dev.SET is done",
        "03-03T00:00 enter test.SET for any-time-1-2026-03-03",
        "03-03T00:00 test.SET is planned",
        "03-03T00:00 start test.SET",
        "03-03T00:00 test.SET is rolling-out",
        "03-03T00:00 test.SET is done",
        "03-05T00:00 enter prod.SET for any-time-14-2026-03-02",
        "03-05T00:00 prod.SET is planned",
        "03-05T00:00 start prod.SET",
      ]
    `);
    expect(states(world)).toMatchInlineSnapshot(`
      [
        "dev 1 done",
        "test 1 done",
        "prod 1 done",
        "dev 2 done",
        "test 2 done",
        "prod 2 done",
        "dev 3 done",
        "test 3 done",
        "dev 4 done",
        "test 4 done",
        "prod 4 planned",
        "dev 5 planned",
      ]
    `);
  });

  it('does nothing before it is due, and says when it will be', () => {
    const span = { startsAt: after(100), cutOffAt: after(104), endsAt: after(106) };
    const environments = [{ name: 'dev', window: { kind: 'dates' as const, spans: [span] }, ...promotion(24, 0) }];
    const early = new World({ environments }).runTo(76);
    expect([early.said, early.due.notDue]).toMatchObject([
      [],
      [{ reason: { code: 'promotion-later' }, until: after(76), forOccurrence: { startsAt: after(100) } }],
    ]);
    expect(early.runTo(77).said).toMatchObject([
      expect.stringContaining('cut cut.dev.dates-2026-03-06'),
      expect.stringContaining('enter'),
      expect.stringContaining('planned'),
    ]);
    expect(early.runTo(107).said.at(-3)).toContain('03-06T04:00 start');
    // A controller that was down comes late, and still in time.
    const late = new World({ environments });
    late.now = after(99);
    expect(late.runTo(101).said.at(-1)).toContain('03-06T04:00 dev');
    const missed = new World({ environments });
    missed.now = after(100);
    expect([missed.runTo(101).said, why(missed, 'dev')]).toEqual([[], 'no-occurrence']);
  });

  it('leaves to people what policy says nothing about', () => {
    const world = new World({ environments: [{ name: 'dev' }, { name: 'test', ...promotion(1, 0) }] }).runTo(WEEK);
    expect([world.said, why(world, 'dev'), why(world, 'test')]).toEqual([[], 'promoted-by-hand', 'nothing-cut']);
  });

  it('takes the newest that passed, and gives way to nothing within one window', () => {
    const weekly = { kind: 'any-time', spanDays: 7 } as const;
    const world = new World({
      environments: [
        { name: 'dev', ...promotion(24, 0) },
        { name: 'prod', window: { ...weekly, spanDays: 28 }, ...promotion(24, 24) },
      ],
    }).runTo(9 * WEEK);
    const prod = world.said.filter((line) => line.includes('enter prod'));
    // Three were cut before the second window's lead began; the newest of those that had soaked by then came.
    expect(prod.map((line) => line.slice(0, 11))).toHaveLength(new Set(prod).size);
    expect(new Set(prod.map((line) => line.split(' for ')[1])).size).toBe(prod.length);
  });

  it('tries a cut again that failed, and does not where nothing was pending', () => {
    const failing = new World({ environments: THREE, cut: () => ({ failed: 'file-unavailable' }) }).runTo(5);
    expect(failing.said).toHaveLength(5);
    const empty = new World({ environments: THREE, cut: () => ({ failed: 'nothing-pending' }) }).runTo(5);
    expect([empty.said.length, why(empty, 'dev')]).toEqual([1, 'nothing-pending']);
    // The first hosts come with the second try.
    const early = (number: number) =>
      number === 1 ? { failed: 'nobody-told' as const } : { digest: digestOfNumber(2) };
    expect(states(new World({ environments: THREE, cut: early }).runTo(2))).toEqual(['dev 2 done']);
  });

  const leftOut = (code: ReasonCode): LeftOut => ({
    count: 1,
    updates: [
      {
        platform: { distribution: 'debian', release: 'bookworm', architecture: 'amd64' },
        ...{ name: 'curl', architecture: 'amd64', version: '2', hosts: 1 },
        origin: { origin: 'Debian', label: 'Debian', codename: 'bookworm' },
        reason: { code, facts: {} },
      },
    ],
  });

  it('cuts again each hour what left out updates that time may bring, and takes the first that is whole', () => {
    const cut = (number: number) =>
      number < 3
        ? { digest: digestOfNumber(1), leftOut: leftOut('repository-unread') }
        : { digest: digestOfNumber(number) };
    const world = new World({ environments: [{ name: 'dev', ...promotion(24, 0) }], cut });
    world.now = after(6 * 24);
    expect(world.runTo(6 * 24 + 2).said.filter((line) => line.includes(' enter '))).toEqual([]);
    expect(why(world, 'dev')).toBe('cut-again');
    world.runTo(6 * 24 + 4);
    expect([world.cuts.size, states(world)]).toEqual([3, ['dev 3 planned']]);
  });

  it('takes what was cut once half of the lead is over, also where a later try came to nothing', () => {
    const cut = (number: number) =>
      number === 1
        ? { digest: digestOfNumber(1), leftOut: leftOut('repository-unread') }
        : { failed: 'file-unavailable' as const };
    const world = new World({ environments: [{ name: 'dev', ...promotion(6, 0) }], cut });
    world.now = after(7 * 24 - 6);
    expect(states(world.runTo(7 * 24 - 3))).toEqual([]);
    expect([states(world.runTo(7 * 24 - 2)), world.cuts.size]).toEqual([['dev 1 planned'], 3]);
  });

  it('does not cut again for what time does not mend', () => {
    const cut = () => ({ digest: digestOfNumber(1), leftOut: leftOut('update-unlisted') });
    const world = new World({ environments: [{ name: 'dev', ...promotion(24, 0) }], cut });
    world.now = after(6 * 24);
    expect([states(world.runTo(6 * 24 + 1)), world.cuts.size]).toEqual([['dev 1 planned'], 1]);
  });

  it('takes another patch set while the cycle before is looked at still, and the same one only afterwards', () => {
    const world = new World({ environments: [{ name: 'dev', ...promotion(24, 0) }] }).runTo(6 * 24);
    expect(world.look()).toBe(true);
    const [before] = world.promotions.values();
    if (before === undefined) throw new Error('nothing entered in the first window');
    const dueWith = (changed: Partial<typeof before>) =>
      dueNow({ ...world.input(), promotions: [{ ...before, closedAt: null, ...changed }] });
    expect(dueWith({}).acts).toMatchObject([{ kind: 'enter', promotion: { patchSetDigest: digestOfNumber(2) } }]);
    // It did not get to all of them, and there is nothing newer.
    const again = { state: 'incomplete', patchSetDigest: digestOfNumber(2), cycles: [], occurrence: null } as const;
    expect(dueWith(again)).toMatchObject({ acts: [], notDue: [{ reason: { code: 'promotion-under-way' } }] });
    expect(dueWith({ ...again, closedAt: world.now }).acts).toMatchObject([{ kind: 'enter' }]);
  });

  it('has nothing to do for a cut of equal content', () => {
    const world = new World({ environments: THREE, cut: () => ({ digest: digestOfNumber(1) }) }).runTo(3 * WEEK);
    expect(states(world).filter((one) => one.startsWith('dev'))).toEqual(['dev 1 done']);
    expect(why(world, 'dev')).toBe('nothing-newer');
  });
});

describe('the entry rule', () => {
  const failing: Fate = { phase: 'gone-back', reason: reason('went-back', { detail: 'check' }) };

  it('lets nothing on of which a host failed', () => {
    const world = new World({
      environments: THREE,
      fate: ({ environment }) => (environment === 'test' ? failing : { phase: 'done', reason: null }),
    }).runTo(4 * WEEK);
    expect(world.said.filter((line) => line.includes('prod'))).toEqual([]);
    expect(why(world, 'prod')).toBe('evidence-hosts-missing');
    // Item by item, for whoever wants to know what else is missing.
    const prod = world.due.notDue.find(({ environment }) => environment === 'prod');
    expect(prod?.evidence?.items.map(({ item, answer }) => `${item} ${answer}`)).toEqual([
      ...['standing yes', 'hosts no', 'gates no', 'soak yes', 'exposure yes', 'files yes'],
    ]);
  });

  it('waits for the soak', () => {
    const world = new World({ environments: THREE }).runTo(30);
    expect(states(world)).toEqual(['dev 1 done', 'test 1 done']);
    const entered = world.said.find((line) => line.includes('enter test'));
    expect(entered?.slice(0, 11)).toBe('03-03T00:00');
  });

  it('says that there was nothing to prove where an environment has no hosts, and lets it on', () => {
    const world = new World({
      environments: THREE,
      report: ({ environment }) => (environment === 'prod' ? null : EMPTY_REPORT),
    }).runTo(4 * WEEK);
    const prod = [...world.promotions.values()].find((one) => one.environment === 'prod' && one.state === 'done');
    expect(prod?.state).toBe('done');
    expect(prod?.evidence.items.find(({ item }) => item === 'hosts')).toMatchObject({
      answer: 'yes',
      reason: { code: 'evidence-no-hosts' },
    });
  });

  it('excuses a host that says nothing about the patch set, and no other', () => {
    const leftOut = (why: ReturnType<typeof reason>, beside: readonly string[] = []) => ({
      ...EMPTY_REPORT,
      leftOut: [{ hostId: asHostId('a'), reason: why }],
      alreadyThere: beside.map(asHostId),
    });
    const reached = (code: 'host-stopped' | 'host-observed' | 'proposal-missing', ...beside: readonly string[]) =>
      states(
        new World({
          environments: THREE,
          report: ({ environment }) => (environment === 'dev' ? leftOut(reason(code, { host: 'a' }), beside) : null),
        }).runTo(3 * WEEK),
      ).some((one) => one.startsWith('test'));
    expect([reached('host-stopped', 'b'), reached('proposal-missing', 'b')]).toEqual([true, false]);
    // Nobody has shown anything: then only a decision excuses.
    expect([reached('host-stopped'), reached('host-observed')]).toEqual([false, true]);
  });

  it('is a person to decide over what is not done', () => {
    const world = new World({
      environments: THREE.slice(0, 2),
      fate: ({ environment }) => (environment === 'dev' ? failing : { phase: 'done', reason: null }),
    }).runTo(48);
    const [dev] = [...world.promotions.values()];
    if (dev === undefined) throw new Error('nothing was promoted');
    world.promotions.set(dev.promotionId, { ...dev, excused: { by: 'ada', why: 'a broken disk', at: world.now } });
    world.runTo(72);
    expect(states(world)).toEqual(['dev 1 failed']);
    world.runTo(80);
    expect(states(world)).toEqual(['dev 1 failed', 'test 1 done']);
  });
});

describe('what was not carried out', () => {
  it('is never carried out late: it is planned again for the next window', () => {
    const world = new World({
      environments: THREE.slice(0, 1),
      approved: (_, now) => now >= after(8 * 24),
    }).runTo(9 * 24);
    expect(
      world.said.map((line) => line.replaceAll(shortOf(1), 'SET').replaceAll(shortOf(2), 'NEXT')),
    ).toMatchInlineSnapshot(`
      [
        "03-02T00:00 cut cut.dev.any-time-7-2026-03-02",
        "03-02T00:00 enter dev.SET for any-time-7-2026-03-02",
        "03-02T00:00 dev.SET is planned",
        "03-08T00:00 cut cut.dev.any-time-7-2026-03-09",
        "03-08T00:00 dev.SET is superseded",
        "03-08T00:00 enter dev.NEXT for any-time-7-2026-03-09",
        "03-08T00:00 dev.NEXT is planned",
        "03-10T00:00 start dev.NEXT",
        "03-10T00:00 dev.NEXT is rolling-out",
        "03-10T00:00 dev.NEXT is done",
      ]
    `);
  });

  it('is planned again for those who missed it, unless something newer has come', () => {
    let first = true;
    const world = new World({
      environments: THREE,
      fate: ({ environment }) => {
        const missed = environment === 'test' && first;
        if (environment === 'test') first = false;
        return missed ? { phase: 'not-begun', reason: reason('proposal-missing') } : { phase: 'done', reason: null };
      },
    }).runTo(WEEK);
    expect(
      world.said.filter((line) => line.includes('test')).map((line) => line.replaceAll(shortOf(1), 'SET')),
    ).toMatchInlineSnapshot(`
      [
        "03-03T00:00 enter test.SET for any-time-1-2026-03-03",
        "03-03T00:00 test.SET is planned",
        "03-03T00:00 start test.SET",
        "03-03T00:00 test.SET is rolling-out",
        "03-03T00:00 test.SET is incomplete",
        "03-03T18:00 enter test.SET for any-time-1-2026-03-04",
        "03-03T18:00 test.SET is planned",
        "03-04T00:00 start test.SET",
        "03-04T00:00 test.SET is rolling-out",
        "03-04T00:00 test.SET is done",
      ]
    `);
  });
});

describe('a person', () => {
  const said = { by: 'ada', why: 'the vendor is asked', at: after(0) };
  it('holds a patch set, and nothing of it begins until it is released', () => {
    const world = new World({ environments: THREE }).runTo(3);
    world.standings.set(digestOfNumber(1), { ...said, patchSetDigest: digestOfNumber(1), standing: 'held' });
    world.runTo(4 * 24);
    expect([states(world), why(world, 'test')]).toEqual([['dev 1 done'], 'patch-set-held']);
    world.standings.set(digestOfNumber(1), { ...said, patchSetDigest: digestOfNumber(1), standing: 'current' });
    world.runTo(5 * 24);
    expect(states(world)).toEqual(['dev 1 done', 'test 1 done']);
  });

  it.each(['superseded', 'withdrawn'] as const)('ends what has not begun: %s', (standing) => {
    const world = new World({ environments: THREE, approved: () => false }).runTo(2);
    world.standings.set(digestOfNumber(1), { ...said, patchSetDigest: digestOfNumber(1), standing });
    world.runTo(4);
    expect(states(world)).toEqual([`dev 1 ${standing}`]);
  });
});

describe('deciding again', () => {
  it('asks for nothing twice, and answers the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 * WEEK }),
        fc.array(fc.constantFrom('done', 'not-begun', 'gone-back'), { minLength: 1, maxLength: 12 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
        (hours, fates, approvals) => {
          let at = 0;
          const world = new World({
            environments: THREE,
            fate: () => {
              const phase = fates[at++ % fates.length] ?? 'done';
              return { phase, reason: phase === 'done' ? null : reason('proposal-missing') };
            },
            approved: (_, now) => approvals[Number(now.slice(8, 10)) % approvals.length] ?? true,
          }).runTo(hours);
          const enters = world.said.filter((line) => line.includes(' enter ')).map((line) => line.slice(12));
          expect(new Set(enters).size).toBe(enters.length);
          const perWindow = enters.map((line) => `${line.split('.')[0]} ${line.split(' for ')[1]}`);
          expect(new Set(perWindow).size).toBe(perWindow.length);
          const cuts = world.said.filter((line) => line.includes(' cut ')).map((line) => line.slice(12));
          expect(new Set(cuts).size).toBe(cuts.length);
          expect(dueNow(world.input())).toEqual(dueNow(world.input()));
          // Nobody has what nobody before them was done with.
          for (const one of world.promotions.values()) {
            if (one.environment === 'dev' || one.state === 'superseded') continue;
            expect(one.evidence.items.filter(({ answer }) => answer === 'no')).toEqual([]);
          }
        },
      ),
    );
  });
});
