import type { Checks } from '@slipway/agent/ports';
import type { MeasuredCheck } from '@slipway/core/check';
import { addSeconds, asInstant } from '@slipway/core/time';
import { describeChecks } from '@slipway/testkit/contracts';
import { realCrypto } from '../controller/index.ts';
import { randomFrom } from '../random/index.ts';
import { virtualTime } from '../time/index.ts';
import { simulatedArchive } from '../world/index.ts';
import { simulatedChecks } from './checks.ts';
import { healthy } from './condition.ts';
import { simulatedPackages } from './packages.ts';

// A simulated host's checks answer as real ones do (packages/agent/src/adapters/checks).

const CHECKS: readonly MeasuredCheck[] = [
  { kind: 'http', url: 'http://127.0.0.1/', status: 200 },
  { kind: 'tcp', host: '127.0.0.1', port: 80 },
  { kind: 'ports' },
  { kind: 'journal', newMax: 2 },
  { kind: 'plug-in', plugIn: 'check_app', parameters: {}, worst: 'ok' },
  { kind: 'prometheus', url: 'http://127.0.0.1:9100/metrics', metric: 'up', atLeast: '1', atMost: '5' },
  { kind: 'snmp', oid: '1.3.6.1.2.1.1.3.0', changeMax: '5' },
];

for (const check of CHECKS) {
  describeChecks(`a simulated ${check.kind}`, async () => {
    const time = virtualTime(asInstant('2026-03-10T20:00:00.000Z'));
    const condition = healthy(false);
    const { sha256 } = realCrypto;
    const archive = simulatedArchive(sha256);
    const simulated = simulatedChecks({
      time,
      random: randomFrom(1),
      condition,
      packages: simulatedPackages({ time, archive, sha256, installed: [], onReplaced: () => undefined }),
      stale: new Set(),
      staleLogins: new Set(),
      power: () => 0,
      happened: () => undefined,
    });
    const checks: Checks = {
      measure: async (...asked) => {
        const reading = simulated.measure(...asked);
        await time.runUntil(addSeconds(time.now(), 120), () => false);
        return await reading;
      },
    };
    return {
      checks,
      check,
      now: () => time.now(),
      become: async (situation) => {
        if (situation === 'well') condition.checks.delete(check.kind);
        else condition.checks.set(check.kind, situation);
      },
      situations: ['unknown', 'stuck'],
      dispose: async () => undefined,
    };
  });
}
