import { ok, refuse } from '@slipway/core/reasons';
import { asInstant } from '@slipway/core/time';
import { aPackage, sha256 } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { AttemptContext } from '../context.ts';
import { manifest } from './manifest.ts';

/** A host on which the unit of the plan's one check is in this state. */
const hostWith = (state: string, running: unknown = ok(['nginx.service'])): AttemptContext =>
  ({
    hostPlan: { checks: [{ check: { kind: 'unit-active', unit: 'nginx.service' }, timeoutSeconds: 30 }] },
    ports: {
      clock: { now: () => asInstant('2026-11-21T20:00:00.000Z') },
      crypto: { sha256 },
      packages: {
        readPackages: async () => ({ ok: true, value: { packages: [aPackage({ name: 'openssl', version: '1' })] } }),
      },
      services: { state: async () => state, runningServices: async () => running },
    },
  }) as unknown as AttemptContext;

describe('the manifest step', () => {
  it.each(['active', 'inactive', 'failed'])('notes that a unit was %s before', async (state) => {
    const units = [{ unit: 'nginx.service', before: state, after: state }];
    expect(await manifest(hostWith(state))).toMatchObject({ outcome: 'done', evidence: { units } });
  });

  it('does not go on where a unit to be checked cannot be asked: later that would read as "was not active before"', async () => {
    expect(await manifest(hostWith('unknown'))).toMatchObject({
      outcome: 'failed',
      reason: { code: 'unit-unknown', facts: { unit: 'nginx.service' } },
    });
  });

  it('notes every service that runs, each once', async () => {
    const units = [
      { unit: 'nginx.service', before: 'active', after: 'active' },
      { unit: 'ssh.service', before: 'active', after: 'active' },
    ];
    const result = await manifest(hostWith('active', ok(['nginx.service', 'ssh.service'])));
    expect(result.evidence?.units).toEqual(units);
  });

  it('does not go on where nobody can say what runs', async () => {
    const result = await manifest(hostWith('active', refuse('services-unknown', { detail: 'no answer' })));
    expect(result).toMatchObject({ outcome: 'failed', reason: { code: 'services-unknown' } });
  });
});
