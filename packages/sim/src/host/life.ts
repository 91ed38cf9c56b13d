// What the service manager does on a simulated host: keeps the reporter running, starts the executor when a grant lies in
// the inbox and at every boot, starts again what was killed, and takes the host down and up. What befalls the programs is
// their fate's to say (fate.ts).

import {
  answerChecks,
  answerWholeHost,
  type ExecutorPorts,
  runAdoption,
  runTransaction,
} from '@slipway/agent/executor';
import { createReporter } from '@slipway/agent/reporter';
import type { HostId } from '@slipway/core/ids';
import { explain } from '@slipway/core/reasons';
import { mortalPorts, newRun, type Run } from '../mortal/index.ts';
import type { Random } from '../random/index.ts';
import type { WorldTime } from '../time/index.ts';
import { type Fate, fatedLedger, fatedLink } from './fate.ts';
import type { SimulatedHost, Watched } from './host.ts';

export interface LifeOptions {
  readonly time: WorldTime;
  readonly random: Random;
  readonly capabilities: readonly string[];
  readonly fate: Fate;
  readonly trace: (line: string) => void;
}

export interface HostLife {
  begin(hostId: HostId): void;
  onDocument(kind: Watched): void;
  /** Everything stops where it is, and the host boots by itself. */
  losePower(): void;
  /** As its carrier does it to a guest: it shuts down, and boots when it is started. */
  powerOff(): void;
  powerOn(): void;
}

const BOOT_SECONDS = { low: 20, high: 90 };
/** `RestartSec` of the units. */
const EXECUTOR_RESTART_MS = 2000;
const REPORTER_RESTART_MS = 3000;

/** How soon a host that did not come back is up once somebody has done something about it. */
const DEAD_LOOK_MS = 10_000;

type Program = 'reporter' | 'executor' | 'adoption' | 'checks' | 'verify';

/** The host as its service manager sees it. */
interface Life extends LifeOptions {
  readonly host: SimulatedHost;
  readonly running: Map<Program, Run>;
  hostId: HostId | null;
  boot: number;
  up: boolean;
  /** From the executor's start to its end, its restarts included: a second start meanwhile starts nothing. */
  executorActiveInBoot: number | null;
}

export const hostLife = (host: SimulatedHost, options: LifeOptions): HostLife => {
  const life: Life = {
    ...options,
    host,
    running: new Map(),
    hostId: null,
    boot: 0,
    up: true,
    executorActiveInBoot: null,
  };
  return {
    begin: (hostId) => {
      life.hostId = hostId;
      host.hostId = hostId;
      void report(life, hostId);
    },
    onDocument: (kind) => {
      // Path units take a moment, and the reporter goes on meanwhile.
      void options.time.sleep(options.random.between(50, 500)).then(async () => await started(life, kind));
    },
    losePower: () => losePower(life),
    powerOff: () => {
      goDown(life, 'shut down by its carrier');
      host.setOff(true);
    },
    powerOn: () => void comeUp(life),
  };
};

const say = ({ host, time, trace }: Life, text: string): void => trace(`${time.now()} ${host.spec.hostname} ${text}`);

/** It threw: its disk is full, its ledger spoilt. It is started again, as after any death. */
class Failed extends Error {
  constructor(cause: unknown) {
    super(`failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** A program from its start to its end or its death; `null` where it died. */
const runOnce = async <T>(life: Life, program: Program, main: (run: Run) => Promise<T>): Promise<T | null> => {
  const run = newRun();
  life.running.set(program, run);
  const end = await Promise.race([main(run).catch((error: unknown) => new Failed(error)), run.died]);
  if (life.running.get(program) === run) life.running.delete(program);
  if (end instanceof Failed) {
    run.kill();
    say(life, `${program} ${end.message}`);
    return null;
  }
  if (end !== 'died') return end as T;
  say(life, `${program} killed`);
  return null;
};

const report = async (life: Life, hostId: HostId): Promise<void> => {
  const { host, fate, boot } = life;
  while (life.up && life.boot === boot) {
    await runOnce(life, 'reporter', async (run) => {
      const link = fatedLink(host.reporter.link, { fate, run });
      const reporter = createReporter(mortalPorts({ ...host.reporter, link }, run), {
        hostId,
        agentVersion: '0.1.0',
        capabilities: life.capabilities,
        collectEverySeconds: 300,
        refreshEverySeconds: 6 * 3600,
      });
      await reporter.run(new AbortController().signal);
    });
    await life.time.sleep(REPORTER_RESTART_MS);
  }
};

const rootPorts = (life: Life, run: Run): ExecutorPorts => {
  const { host, fate } = life;
  const ledger = fatedLedger(host.executor.ledger, { fate, run, losePower: () => losePower(life) });
  return mortalPorts({ ...host.executor, ledger }, run);
};

const execute = async (life: Life): Promise<void> => {
  const { host, hostId, boot } = life;
  if (!life.up || hostId === null || !host.executorUnmasked || life.executorActiveInBoot === boot) return;
  life.executorActiveInBoot = boot;
  while (life.boot === boot) {
    const end = await runOnce(life, 'executor', async (run) => await runTransaction(rootPorts(life, run), { hostId }));
    if (end === null) {
      await life.time.sleep(EXECUTOR_RESTART_MS);
      continue;
    }
    if (end.kind !== 'idle') say(life, `executor ${end.kind}${'reason' in end ? `: ${explain(end.reason)}` : ''}`);
    if (end.kind !== 'ended') break;
  }
  if (life.boot !== boot) return;
  life.executorActiveInBoot = null;
  if (host.rebootAsked && host.condition.boots !== 'never-down') await comeDownAndUp(life, 'going down');
};

const started = async (life: Life, kind: Watched): Promise<void> => {
  switch (kind) {
    case 'adoption':
      return await adopt(life);
    case 'checks':
      // Its path unit comes and goes with that of the executor.
      return life.host.executorUnmasked ? await answer(life, kind) : undefined;
    case 'verify':
      return await answer(life, kind);
    case 'grant':
    case 'isolation':
      return await execute(life);
    default:
      return kind satisfies never;
  }
};

const answer = async (life: Life, program: 'checks' | 'verify'): Promise<void> => {
  const { questions } = life.host;
  if (!life.up || life.running.has(program)) return;
  await runOnce(life, program, async (run) => {
    const ports = rootPorts(life, run);
    return program === 'checks'
      ? await answerChecks({ ...ports, question: questions.checksQuestion })
      : await answerWholeHost({ ...ports, question: questions.wholeHostQuestion });
  });
};

const adopt = async (life: Life): Promise<void> => {
  const { hostId } = life;
  if (!life.up || hostId === null || life.running.has('adoption')) return;
  const end = await runOnce(life, 'adoption', async (run) => await runAdoption(rootPorts(life, run), { hostId }));
  if (end !== null) say(life, `adoption ${end.ok ? end.value : explain(end.reason)}`);
};

const losePower = (life: Life): void => {
  if (life.up) void comeDownAndUp(life, 'loses power');
};

const goDown = (life: Life, how: string): void => {
  const { host } = life;
  say(life, how);
  life.up = false;
  life.boot += 1;
  for (const run of life.running.values()) run.kill();
  life.running.clear();
  host.cutPower();
};

const comeDownAndUp = async (life: Life, how: string): Promise<void> => {
  goDown(life, how);
  await comeUp(life);
};

const comeUp = async (life: Life): Promise<void> => {
  const { boot, host, hostId, random, time } = life;
  await time.sleep(random.between(BOOT_SECONDS.low, BOOT_SECONDS.high) * 1000);
  while (host.condition.boots === 'never-back') await time.sleep(DEAD_LOOK_MS);
  // Its carrier has shut it down meanwhile, and starts it anew.
  if (life.boot !== boot) return;
  host.newBoot();
  life.up = true;
  if (host.isOff) host.setOff(false);
  say(life, 'up');
  if (hostId !== null) void report(life, hostId);
  await execute(life);
};
