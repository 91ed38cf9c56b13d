// The controller as a process that can be lost: started, killed, and started again over the same data on the same port.
// What it takes is read from the kernel.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { asDigest, type Digest } from '@slipway/core/ids';

export interface ControllerProcess {
  readonly port: number;
  /** PEM. */
  readonly authority: string;
  readonly trustDigest: Digest;
  /** The first administrator's. */
  readonly token: string;
  readonly enrolmentToken: string;
  /** Of all its threads, since it was started last. */
  readonly processorMs: () => number;
  /** In memory now. */
  readonly residentBytes: () => number;
  /** At the most since it was started last. */
  readonly residentBytesMost: () => number;
  /** SIGKILL, as power goes. */
  readonly kill: () => Promise<void>;
  /** After `kill` or `stop`; answers when it listens. */
  readonly startAgain: () => Promise<void>;
  /** In order: what it keeps in memory is written. */
  readonly stop: () => Promise<void>;
}

/** Many times what it takes: a store of 100,000 hosts on a busy machine, whose schema may have to be brought to this version first. */
const START_MS_MAX = 300_000;
const LOOK_MS = 50;
const SAID_MAX = 100_000;
const PROGRAM = fileURLToPath(import.meta.resolve('@slipway/controller/main'));
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** On a data directory, filled or not, that no controller was started on before; `options` of the program, beside where its data lies and it listens. */
export async function startController(
  dataDirectory: string,
  options: readonly string[] = [],
): Promise<ControllerProcess> {
  const port = await freePort();
  const begin = async (): Promise<Running> =>
    await begun(
      ['--data', dataDirectory, '--listen', `127.0.0.1:${port}`, ...options],
      join(dataDirectory, 'compiled'),
    );
  let running = await begin();
  const greeting = running.said();
  const pid = (): number => running.child.pid ?? 0;
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (running.child.exitCode !== null || running.child.signalCode !== null) return;
    const ended = once(running.child, 'exit');
    running.child.kill(signal);
    await ended;
  };
  return {
    port,
    authority: readFileSync(join(dataDirectory, 'authority.pem'), 'utf8'),
    trustDigest: asDigest(found(greeting, /^Trust (sha256:[0-9a-f]{64})$/m)),
    token: found(greeting, /shown this once:\n {2}(\S+)$/m),
    enrolmentToken: found(greeting, /--token (\S+)/),
    processorMs: () => processorMsOf(pid()),
    residentBytes: () => memoryOf(pid(), 'VmRSS'),
    residentBytesMost: () => memoryOf(pid(), 'VmHWM'),
    kill: async () => await end('SIGKILL'),
    startAgain: async () => {
      running = await begin();
    },
    stop: async () => await end('SIGTERM'),
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly said: () => string;
}

const begun = async (args: readonly string[], compiled: string): Promise<Running> => {
  const child = spawn(process.execPath, [PROGRAM, 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // With what Node has compiled before: what is measured of a start is the controller's.
    env: { LC_ALL: 'C.UTF-8', PATH: '/usr/bin:/bin', NODE_COMPILE_CACHE: compiled },
  });
  const letGo = endsWithUs(child);
  child.once('exit', letGo);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      said = `${said}${part.toString()}`.slice(-SAID_MAX);
    });
  const until = Date.now() + START_MS_MAX;
  while (!(said.includes('controller listens') && /^Trust /m.test(said))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`the controller does not start: ${said}`);
    }
    await delay(LOOK_MS);
  }
  return { child, said: () => said };
};

/**
 * However this program ends: nobody else would end it. Where nobody here takes a signal, its own end would be without that
 * word. Answers with how to undo it.
 */
const endsWithUs = (child: ChildProcess): (() => void) => {
  const end = (): void => {
    child.kill('SIGKILL');
  };
  const leave = (): void => process.exit(1);
  const untaken = SIGNALS.filter((signal) => process.listenerCount(signal) === 0);
  process.once('exit', end);
  for (const signal of untaken) process.once(signal, leave);
  return () => {
    process.off('exit', end);
    for (const signal of untaken) process.off(signal, leave);
  };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
};

/** proc(5): nanoseconds on a processor stand first, and not in hundredths of a second as elsewhere. */
const processorMsOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce(
    (sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
    0,
  );

const memoryOf = (pid: number, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

const found = (text: string, pattern: RegExp): string => {
  const match = pattern.exec(text)?.[1];
  if (match === undefined) throw new Error(`the greeting has no ${pattern}: ${text}`);
  return match;
};
