// What a host does about being kept from its service: from any ledger, cut anywhere, it comes to one of two rests, and the
// ledger says the truth about which.

import { digestOfText } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aFakeHost, begin, bootId, driveToEnd, type FakeHost, write } from '../../test/fake-host.ts';
import { aHostPlan, at } from '../../test/plans.ts';
import { asAttemptId } from '../ids/index.ts';
import { reason } from '../reasons/index.ts';
import {
  alreadyIsolated,
  type IsolationConditions,
  isolationOf,
  isolationState,
  isolationWantsLook,
  nextIsolationAction,
} from './index.ts';

const MISSED = reason('isolates-first', { ends: at(0) });
const WANTED = { order: 2, reason: reason('isolation-not-wanted') };
const END = 5000;

const order = (host: FakeHost, number = 1, expiresAt = at(END)): void =>
  write(host, {
    kind: 'isolation-begun',
    order: number,
    hostPlanDigest: digestOfText('plan'),
    expiresAt,
    reason: MISSED,
  });

type Given = Partial<IsolationConditions> & {
  /** Which of its steps fail, by how often it was run before. */
  readonly fails?: (step: string, runsBefore: number) => boolean;
  /** Cut after so many lines: in the same boot, or with the whole host. */
  readonly cutAfter?: number;
};

/** As the executor does it; answers what was run, and `=` where it ended. */
const drive = (host: FakeHost, given: Given = {}): string => {
  const said: string[] = [];
  const cutAt = given.cutAfter === undefined ? Number.POSITIVE_INFINITY : host.ledger.length + given.cutAfter;
  for (let count = 0; count < 50; count += 1) {
    const action = nextIsolationAction(host.ledger, {
      ...{ now: at(host.ledger.length), bootId: bootId(host.boot), stopped: false, asksCluster: true, release: null },
      ...given,
    });
    if (action.kind === 'rest') return said.join(' ');
    if (action.kind === 'end') {
      write(host, { kind: 'isolation-ended', order: action.order, reason: action.reason });
      return [...said, `= ${action.reason.code}`].join(' ');
    }
    const { step } = action;
    write(host, { kind: 'isolation-step-begun', order: action.order, step, reason: action.reason });
    said.push(step);
    if (host.ledger.length >= cutAt) return said.join(' ');
    const before = host.ledger.filter((entry) => entry.kind === 'isolation-step-ended' && entry.step === step).length;
    const failed = given.fails?.(step, before) ?? false;
    if (!failed && step !== 'ask-cluster') host.serving = step === 'undrain';
    // Whatever a hook that fails has left.
    if (failed && step === 'drain') host.serving = false;
    if (host.ledger.length + 1 > cutAt) return said.join(' ');
    write(host, {
      kind: 'isolation-step-ended',
      order: action.order,
      step,
      outcome: failed ? 'failed' : 'done',
      reason: failed ? reason('hook-failed', { hook: step, status: 2 }) : null,
      evidence: null,
    });
  }
  throw new Error('it does not come to rest');
};
const stateOf = (host: FakeHost) => isolationState(host.ledger, bootId(host.boot));

const isolated = (): FakeHost => {
  const host = aFakeHost();
  order(host);
  drive(host);
  return host;
};

describe('a host that is to be kept from its service', () => {
  it('asks its cluster, drains, and rests so', () => {
    const host = aFakeHost();
    expect(stateOf(host)).toEqual({ order: 0, state: 'serving', reason: null });
    order(host);
    expect(stateOf(host)).toMatchObject({ order: 1, state: 'between' });
    expect(drive(host)).toBe('ask-cluster drain');
    expect(stateOf(host)).toEqual({ order: 1, state: 'isolated', reason: MISSED });
    expect(drive(host)).toBe('');
  });

  it('asks its cluster again where its yes is moments old no more', () => {
    const host = aFakeHost();
    order(host);
    drive(host, { cutAfter: 2 });
    expect(drive(host, { cutAfter: 1, now: at(60) })).toBe('ask-cluster');
    host.boot = 2;
    expect(drive(host)).toBe('ask-cluster drain');
  });

  it('asks no cluster where the plan has nobody asked', () => {
    const host = aFakeHost();
    order(host);
    expect(drive(host, { asksCluster: false })).toBe('drain');
  });

  it('stays in service where its cluster says no, and says so', () => {
    const host = aFakeHost();
    order(host);
    expect(drive(host, { fails: () => true })).toBe('ask-cluster = hook-failed');
    expect(host.serving).toBe(true);
    expect(stateOf(host)).toMatchObject({ order: 1, state: 'serving', reason: { code: 'hook-failed' } });
  });

  it('serves again where its drain fails', () => {
    const host = aFakeHost();
    order(host);
    expect(drive(host, { fails: (step) => step === 'drain' })).toBe('ask-cluster drain undrain = hook-failed');
    expect(host.serving).toBe(true);
  });

  it('is drained again in another boot, which may have put its service up', () => {
    const host = isolated();
    host.boot = 2;
    host.serving = true;
    expect(stateOf(host).state).toBe('between');
    expect(isolationWantsLook(host.ledger, { now: at(100), bootId: bootId(2), stopped: false })).toBe(true);
    expect(drive(host)).toBe('ask-cluster drain');
    expect([stateOf(host).state, host.serving]).toEqual(['isolated', false]);
  });

  it('is not drained again by a renewed order, which only moves its end', () => {
    const host = isolated();
    order(host, 2, at(2 * END));
    expect(drive(host)).toBe('');
    expect(isolationOf(host.ledger)).toMatchObject({ order: 2, standing: { expiresAt: at(2 * END), since: at(0) } });
  });
});

describe('a host that is kept from its service serves again', () => {
  it.each([
    ['by an order', { release: WANTED }, 'undrain = isolation-not-wanted', 2],
    ['when its order has ended', { now: at(END) }, 'undrain = isolation-expired', 1],
    ['where the stop file stands', { stopped: true }, 'undrain = host-stopped', 1],
  ])('%s', (_, given, expected, number) => {
    const host = isolated();
    expect(drive(host, given)).toBe(expected);
    expect(host.serving).toBe(true);
    expect(stateOf(host)).toMatchObject({ order: number, state: 'serving' });
  });

  it('and says why also where it was cut in between', () => {
    const host = isolated();
    drive(host, { stopped: true, cutAfter: 1 });
    host.boot = 2;
    expect(drive(host)).toBe('undrain = host-stopped');
  });

  it('however often its undrain fails: three times at once, then once in a while', () => {
    const host = isolated();
    const fails = { release: WANTED, fails: (step: string, before: number) => step === 'undrain' && before < 4 };
    expect(drive(host, fails)).toBe('undrain undrain undrain');
    expect(stateOf(host)).toMatchObject({ state: 'between', reason: { code: 'hook-failed' } });
    const soon = { bootId: bootId(1), stopped: false, now: at(200) };
    expect([isolationWantsLook(host.ledger, soon), isolationWantsLook(host.ledger, { ...soon, now: at(END) })]).toEqual(
      [false, true],
    );
    expect(drive(host, { ...fails, now: at(END) })).toBe('undrain undrain = isolation-not-wanted');
  });

  it('and an order to serve ends nothing where nothing stands, but is obeyed', () => {
    const host = aFakeHost();
    expect(drive(host, { release: WANTED })).toBe('= isolation-not-wanted');
    expect(stateOf(host).order).toBe(2);
    expect(drive(host, { release: WANTED })).toBe('');
  });
});

describe('an attempt on a host that is kept from its service', () => {
  it('finds cluster asked and host drained, in this boot alone', () => {
    const host = isolated();
    const already = (kind: 'drain' | 'ask-cluster' | 'undrain', boot = 1) =>
      alreadyIsolated(host.ledger, { kind }, bootId(boot))?.outcome ?? null;
    expect([already('ask-cluster'), already('drain'), already('undrain'), already('drain', 2)]).toEqual([
      'already',
      'already',
      null,
      null,
    ]);
  });

  it('has it in hand from its drain on: nothing else lets it serve then', () => {
    const host = isolated();
    begin(host);
    write(host, { kind: 'step-begun', attemptId: asAttemptId('rollout-1-host-1-1'), step: 'drain' });
    expect(isolationOf(host.ledger)).toEqual({ order: 1, standing: null, ended: null });
    expect(drive(host, { now: at(END) })).toBe('');
  });

  it('that ends before it has drained leaves it as it was', () => {
    const host = isolated();
    begin(host);
    driveToEnd({ host, hostPlan: aHostPlan(), says: (step) => (step === 'preflight' ? 'failed' : 'done') });
    expect(stateOf(host)).toMatchObject({ state: 'isolated' });
  });

  it('that leaves it isolated for a person is not undone when the order ends', () => {
    const host = isolated();
    const attemptId = asAttemptId('rollout-1-host-1-1');
    begin(host);
    write(host, { kind: 'attempt-ended', attemptId, outcome: 'isolated', reason: null });
    expect(drive(host, { now: at(END) })).toBe('');
  });
});

it('cut anywhere, with whatever fails, it comes to rest, and what it says is so', () => {
  const cut = fc.record({
    fails: fc.array(fc.boolean(), { maxLength: 8 }),
    after: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    how: fc.constantFrom('program', 'host'),
    stopped: fc.boolean(),
    expired: fc.boolean(),
    released: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(cut, { maxLength: 6 }), (cuts) => {
      const host = aFakeHost();
      order(host);
      for (const { fails, after, how, stopped, expired, released } of cuts) {
        let asked = 0;
        drive(host, {
          fails: () => fails[asked++] ?? false,
          ...(after === undefined ? {} : { cutAfter: after }),
          ...(expired ? { now: at(END) } : {}),
          ...{ stopped, release: released ? WANTED : null },
        });
        if (how === 'host') host.boot += 1;
      }
      drive(host, { now: at(3 * END), release: { order: 3, reason: WANTED.reason } });
      expect(host.serving).toBe(true);
      expect(stateOf(host)).toMatchObject({ state: 'serving', order: 3 });
    }),
    { numRuns: 500 },
  );
});
