// What the service manager does on a simulated host: keeps the reporter running, starts the executor when a grant lies in
// the inbox, starts it again when it was killed, and takes the host down and up for a reboot.

import { runAdoption, runTransaction } from '@slipway/agent/executor';
import type { Ledger } from '@slipway/agent/ports';
import { createReporter } from '@slipway/agent/reporter';
import type { HostId } from '@slipway/core/ids';
import { explain } from '@slipway/core/reasons';
import type { Random } from '../random/index.ts';
import type { VirtualTime } from '../time/index.ts';
import type { SimulatedHost } from './host.ts';

export interface LifeOptions {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly capabilities: readonly string[];
  /** Chance that the executor is killed at any write of its ledger, before or after the line is on the disk. */
  readonly killChance: number;
  readonly trace: (line: string) => void;
}

export interface HostLife {
  begin(hostId: HostId): void;
  onDocument(kind: 'grant' | 'adoption'): void;
}

const BOOT_SECONDS = { low: 20, high: 90 };
/** RestartSec of the executor's unit. */
const RESTART_MS = 2000;

class Killed extends Error {}

export const hostLife = (host: SimulatedHost, options: LifeOptions): HostLife => {
  const { time, random, capabilities, trace } = options;
  const say = (text: string): void => trace(`${time.now()} ${host.spec.hostname} ${text}`);
  let hostId: HostId | null = null;
  let up = new AbortController();
  let executing = false;
  const startReporter = (): void => {
    if (hostId === null) return;
    const reporter = createReporter(host.reporter, {
      hostId,
      agentVersion: '0.1.0',
      capabilities,
      collectEverySeconds: 300,
      refreshEverySeconds: 6 * 3600,
    });
    void reporter.run(up.signal);
  };
  const execute = async (): Promise<void> => {
    if (executing || hostId === null || !host.executorUnmasked) return;
    executing = true;
    for (let goOn = true; goOn; ) {
      try {
        const end = await runTransaction(
          { ...host.executor, ledger: deadly(host.executor.ledger, options) },
          { hostId },
        );
        if (end.kind !== 'idle') say(`executor ${end.kind}${end.kind === 'refused' ? `: ${explain(end.reason)}` : ''}`);
        goOn = false;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        say('executor killed');
        await time.sleep(RESTART_MS);
      }
    }
    executing = false;
    if (host.rebootAsked) await reboot();
  };
  const reboot = async (): Promise<void> => {
    say('going down');
    up.abort();
    host.newBoot();
    await time.sleep(random.between(BOOT_SECONDS.low, BOOT_SECONDS.high) * 1000);
    say('up');
    up = new AbortController();
    startReporter();
    await execute();
  };
  const adopt = async (): Promise<void> => {
    if (hostId === null) return;
    const end = await runAdoption(host.executor, { hostId });
    say(`adoption ${end.ok ? end.value : explain(end.reason)}`);
  };
  return {
    begin: (id) => {
      hostId = id;
      host.hostId = id;
      startReporter();
    },
    onDocument: (kind) => {
      // Path units take a moment, and the reporter goes on meanwhile.
      void time.sleep(random.between(50, 500)).then(async () => await (kind === 'grant' ? execute() : adopt()));
    },
  };
};

const deadly = (ledger: Ledger, { random, killChance }: LifeOptions): Ledger => ({
  read: async () => await ledger.read(),
  append: async (fact) => {
    if (random.chance(killChance / 2)) throw new Killed('before the write');
    const entry = await ledger.append(fact);
    if (random.chance(killChance / 2)) throw new Killed('after the write');
    return entry;
  },
});
