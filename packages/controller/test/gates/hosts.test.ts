// The gates of a rollout by what its hosts say: plug-ins, and the health of the wave.

import type { HostPlan } from '@slipway/core/plan';
import type { GateCondition } from '@slipway/core/policy';
import { type Reading, type ReadingSubject, readingIdOf } from '@slipway/core/reading';
import type { Instant } from '@slipway/core/time';
import { sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { type App, receiveReadings } from '../../src/app/index.ts';

import { FIRST, world } from './world.ts';

describe('a gate on what hosts say', () => {
  const disk: GateCondition = { name: 'disk', kind: 'plug-in', plugIn: 'check_disk', parameters: {}, worst: 'ok' };
  const SUBJECT: ReadingSubject = { kind: 'plug-in', plugIn: 'check_disk', parameters: {} };
  const said = async (app: App, hostId: typeof FIRST, state: Reading['state'], takenAt: Instant): Promise<void> => {
    const reading = { state, text: `DISK ${state}`, takenAt, exit: 0, modifiedAt: null };
    await receiveReadings(app, hostId, {
      protocol: 1,
      readings: [{ readingId: readingIdOf(SUBJECT, sha256), ...reading }],
    });
  };

  it("asks the wave's own hosts, and opens by what they said after it had settled", async () => {
    const { app, go, second, nudged, clock, readings } = await world([disk]);
    await go(60);
    expect(await second()).toBe('gate-unreadable disk');
    expect(nudged).toContain(`host:${FIRST}`);
    await said(app, FIRST, 'ok', THE_MORNING);
    await go(60);
    expect(await second()).toBe('gate-unreadable disk');
    await said(app, FIRST, 'warning', clock.at);
    await go(60);
    expect([await second(), (await readings())[0]?.found]).toEqual([
      'gate-closed disk',
      'web-1 is warning: DISK warning',
    ]);
    await said(app, FIRST, 'ok', clock.at);
    await go(60);
    expect(await second()).toBe('granted');
  });

  it('asks whom a selector means, whoever is of the wave, and is closed where that is nobody', async () => {
    const { app, go, second, clock, readings, store } = await world([{ ...disk, hosts: 'role = monitor' }]);
    await go(60);
    expect([await second(), (await readings())[0]?.found]).toEqual([
      'gate-unreadable disk',
      'no host is selected by `role = monitor`',
    ]);
    const monitor = aHostRecord({ hostId: 'monitor', labels: { role: 'monitor' } });
    await store.write(async ({ fleet }) => await fleet.addHost(monitor));
    await go(60);
    expect((await readings())[0]?.found).toBe('monitor has not answered: its agent is too old to read plug-ins');
    await store.write(async ({ fleet }) => {
      const contact = { ...monitor.contact!, capabilities: ['readings/1'] };
      await fleet.saveHost({ revision: 1, value: { ...monitor, contact } });
    });
    await go(60);
    expect((await readings())[0]?.found).toBe('monitor has not answered: it is asked with its check-ins');
    await said(app, monitor.hostId, 'ok', clock.at);
    await go(60);
    expect(await second()).toBe('granted');
  });

  describe('the health of the wave', () => {
    const health: GateCondition = { name: 'wave', kind: 'health' };
    const checks: HostPlan['checks'] = [
      { check: { kind: 'unit-active', unit: 'nginx.service' }, timeoutSeconds: 30 },
      { check: { kind: 'hook', hook: 'is-well', parameters: { job: 'web' } }, timeoutSeconds: 30 },
    ];
    const NGINX: ReadingSubject = { kind: 'unit-active', unit: 'nginx.service' };
    const IS_WELL: ReadingSubject = { kind: 'plug-in', plugIn: 'is-well', parameters: { job: 'web' } };
    const AGENT = ['apt/1', 'health/1', 'readings/1'];
    const says = async (
      { app, clock }: Pick<Awaited<ReturnType<typeof world>>, 'app' | 'clock'>,
      subject: ReadingSubject,
      state: Reading['state'],
      text: string,
    ): Promise<void> => {
      const reading = { state, text, takenAt: clock.at, exit: null, modifiedAt: null };
      const message = { protocol: 1 as const, readings: [{ readingId: readingIdOf(subject, sha256), ...reading }] };
      await receiveReadings(app, FIRST, message);
    };

    it('closes by a check that held when the host was verified and does not hold now, and names both', async () => {
      const its = await world([health], { checks, capabilities: AGENT });
      const found = async () => (await its.readings())[0]?.found;
      await its.go(60);
      expect([await its.second(), await found()]).toEqual([
        'gate-unreadable wave',
        'nginx.service on web-1 has not answered: it is asked with its check-ins',
      ]);
      await says(its, NGINX, 'critical', 'it is failed');
      await says(its, IS_WELL, 'ok', 'is-well done');
      await its.go(30);
      expect([await its.second(), await found()]).toEqual([
        'gate-closed wave',
        'nginx.service on web-1 is critical: it is failed',
      ]);
      await says(its, NGINX, 'ok', 'it is active');
      await says(its, IS_WELL, 'unknown', 'The plug-in is-well is not in the folder.');
      await its.go(30);
      expect([await its.second(), await found()]).toEqual([
        'gate-unreadable wave',
        'is-well --job web on web-1 is unknown: The plug-in is-well is not in the folder.',
      ]);
      await says(its, IS_WELL, 'ok', 'is-well done');
      await its.go(30);
      expect([await its.second(), await found()]).toEqual(['granted', '2 checks of 1 host hold']);
    });

    it('is not the fault of the change where a unit was down before it, as its manifest says', async () => {
      for (const [before, expected] of [
        ['inactive', 'granted'],
        ['active', 'gate-closed wave'],
      ] as const) {
        const its = await world([health], { checks: checks.slice(0, 1), capabilities: AGENT, unitBefore: before });
        await its.go(60);
        await says(its, NGINX, 'critical', 'it is inactive');
        await its.go(30);
        expect(await its.second()).toBe(expected);
      }
    });

    it('takes a plug-in for what the check allows, and counts the checks that nobody can ask again', async () => {
      const plugIn = { kind: 'plug-in', plugIn: 'check_load', parameters: {} } as const;
      const ports = { check: { kind: 'ports' }, timeoutSeconds: 30 } as const;
      for (const [worst, state, expected] of [
        ['warning', 'warning', 'granted'],
        ['ok', 'warning', 'gate-closed wave'],
        ['warning', 'critical', 'gate-closed wave'],
      ] as const) {
        const own = [{ check: { ...plugIn, worst }, timeoutSeconds: 30 }, ports];
        const its = await world([health], { checks: own, capabilities: AGENT });
        await its.go(60);
        await says(its, plugIn, state, 'load 9');
        await its.go(30);
        expect([await its.second(), (await its.readings())[0]?.found]).toEqual([
          expected,
          expected === 'granted'
            ? '1 check of 1 host hold; 1 cannot be asked again'
            : `check_load on web-1 is ${state}: load 9`,
        ]);
      }
      const none = await world([health], { checks: [ports], capabilities: AGENT });
      await none.go(60);
      expect([await none.second(), (await none.readings())[0]?.found]).toEqual([
        'gate-unreadable wave',
        'none of their checks can be asked again',
      ]);
    });

    it('cannot be read of a host whose agent has become an older one', async () => {
      const its = await world([health], { checks, capabilities: ['apt/1', 'readings/1'] });
      await its.go(60);
      expect([await its.second(), (await its.readings())[0]?.found]).toEqual([
        'gate-unreadable wave',
        'nginx.service on web-1 has not answered: its agent is too old to be asked',
      ]);
    });

    it('has nothing to ask of hosts that are not done, or that policy does not check', async () => {
      for (const [first, found] of [
        ['gone-back', 'no host of the wave is done'],
        ['done', 'policy has no checks for the hosts of the wave'],
      ] as const) {
        const its = await world([health], { first, checks: first === 'done' ? [] : checks });
        await its.go(60);
        expect([(await its.rollout()).value.waves[0]?.passedOn?.[0]?.found]).toEqual([found]);
      }
    });
  });

  it('has nothing to look at where no host of the wave was changed', async () => {
    const { go, second } = await world([disk], { first: 'excused' });
    await go(60);
    expect(await second()).toBe('granted');
  });
});
