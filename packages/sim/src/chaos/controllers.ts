// Controllers as processes: started, killed, stopped and continued, and started again as a service manager would.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { asDigest, type Digest } from '@slipway/core/ids';
import { sleepAsLong } from '../wire/index.ts';
import { freePorts } from './free-ports.ts';

export interface Controllers {
  readonly ports: readonly number[];
  readonly authority: { readonly path: string; readonly pem: string };
  readonly trustDigest: Digest;
  /** The first administrator's. */
  readonly token: string;
  /** SIGKILL, or SIGSTOP and SIGCONT; answers whether it was up and running to be so treated, and another one was, too. */
  kill(at: number): boolean;
  standStill(at: number): boolean;
  goOn(at: number): boolean;
  /** Starts after an end that nobody made: one that finds no database says so and ends. */
  startsAgain(): number;
  /** What controllers said that no controller should say. */
  faults(): readonly string[];
}

export interface ControllersOptions {
  readonly folder: string;
  readonly count: number;
  readonly databaseUrl: string;
  readonly keyring: string;
  /** Each is noted here when it was begun: also where the next one does not start. */
  readonly ends: (() => Promise<void>)[];
}

/** Of a machine with much other work. */
const START_MS_MAX = 300_000;
const LOOK_MS = 50;
/** Less than a service manager waits; a run has no time. */
const AGAIN_MS = 500;
const SAID_MAX = 100_000;

const PROGRAM = fileURLToPath(import.meta.resolve('@slipway/controller/main'));

/**
 * Hosts without work come every 5 s, so that a change of theirs is soon seen; and nobody is left out of a plan because a
 * fault kept its proposal back, since the fleet would end otherwise.
 */
const HOW = ['--check-in', '5', '--proposal-wait', '300'];

interface Place {
  readonly data: string;
  readonly port: number;
}

export const startControllers = async (options: ControllersOptions): Promise<Controllers> => {
  const { folder, count, ends } = options;
  // It writes what it has compiled at its end, which nobody who is killed comes to.
  await promisify(execFile)(process.execPath, [PROGRAM, 'version'], { env: environmentOf(folder) });
  const ports = await freePorts(count);
  // One package store for all of them, as a file system that they share.
  const content = join(folder, 'content');
  await mkdir(content);
  const all: Supervised[] = [];
  for (const [at, port] of ports.entries()) {
    const data = join(folder, `controller-${at}`);
    await mkdir(data, { mode: 0o700 });
    await symlink(content, join(data, 'content'));
    if (at > 0) await cp(join(folder, 'controller-0', 'keys'), join(data, 'keys'), { recursive: true });
    const controller = supervised(options, { data, port });
    all.push(controller);
    ends.push(async () => await controller.end());
    await controller.up();
  }
  // On a busy machine a start takes longer than the time between two faults: with nobody left nothing would be shown.
  const isLeft = (at: number): boolean => all.some((one, other) => other !== at && one.isServing());
  const path = join(folder, 'controller-0', 'authority.pem');
  const greeting = all[0]?.greeting() ?? '';
  return {
    ports,
    authority: { path, pem: await readFile(path, 'utf8') },
    trustDigest: asDigest(found(greeting, /^Trust (sha256:[0-9a-f]{64})$/m)),
    token: found(greeting, /shown this once:\n {2}(\S+)$/m),
    kill: (at) => isLeft(at) && (all[at]?.signal('SIGKILL') ?? false),
    standStill: (at) => isLeft(at) && (all[at]?.signal('SIGSTOP') ?? false),
    goOn: (at) => all[at]?.signal('SIGCONT') ?? false,
    startsAgain: () => all.reduce((sum, one) => sum + one.startsAgain(), 0),
    faults: () => all.flatMap((one) => one.faults()),
  };
};

interface Supervised {
  up(): Promise<void>;
  isServing(): boolean;
  /** Of its first start. */
  greeting(): string;
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): boolean;
  startsAgain(): number;
  faults(): readonly string[];
  end(): Promise<void>;
}

const supervised = (options: ControllersOptions, place: Place): Supervised => {
  let child = begun(options, place);
  let greeting = '';
  let said = '';
  let isUp = false;
  let isStill = false;
  let killed = false;
  let ending = false;
  let startsAgain = 0;
  const faults: string[] = [];
  const watch = (): void => {
    said = '';
    isUp = false;
    killed = false;
    child.stdout?.on('data', (part: Buffer) => {
      greeting += part.toString();
    });
    child.stderr?.on('data', (part: Buffer) => {
      said = `${said}${part.toString()}`.slice(-SAID_MAX);
      isUp ||= said.includes('controller listens');
    });
    child.once('close', (status) => {
      isUp = false;
      isStill = false;
      faults.push(...faultsIn(said));
      if (ending) return;
      if (!killed) {
        startsAgain += 1;
        // Node ends with 1 as well where an exception was caught by nobody.
        if (status !== 1 || !DATABASE_AWAY.test(said)) faults.push(`ended with status ${status}: ${said.slice(-500)}`);
      }
      setTimeout(() => {
        if (ending) return;
        child = begun(options, place);
        watch();
      }, AGAIN_MS);
    });
  };
  watch();
  return {
    up: async () => {
      const until = Date.now() + START_MS_MAX;
      while (!isUp || !/^Trust /m.test(greeting)) {
        if (Date.now() > until) throw new Error(`a controller does not start: ${said}`);
        await sleepAsLong(LOOK_MS);
      }
    },
    isServing: () => isUp && !isStill,
    greeting: () => greeting,
    signal: (signal) => {
      if (!isUp || isStill !== (signal === 'SIGCONT')) return false;
      if (signal === 'SIGKILL') killed = true;
      isStill = signal === 'SIGSTOP';
      return child.kill(signal);
    },
    startsAgain: () => startsAgain,
    faults: () => [...faults, ...faultsIn(said)],
    end: async () => {
      ending = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    },
  };
};

const begun = ({ databaseUrl, folder, keyring }: ControllersOptions, { data, port }: Place): ChildProcess =>
  spawn(
    process.execPath,
    [
      ...[PROGRAM, 'serve', '--data', data, '--listen', `127.0.0.1:${port}`],
      ...['--database', databaseUrl, '--keyring', keyring, ...HOW],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: environmentOf(folder) },
  );

/** What it says before it ends where it finds no database. */
const DATABASE_AWAY = /^slipway-controller: The database .* does not answer: /m;

/** With what Node has compiled before: a start is then a third of the work, and there are many. */
const environmentOf = (folder: string): NodeJS.ProcessEnv => ({
  LC_ALL: 'C.UTF-8',
  PATH: '/usr/bin:/bin',
  NODE_COMPILE_CACHE: join(folder, 'compiled'),
});

/** That the store is away for a moment is what these runs are about; any other error of a controller's is not. */
const faultsIn = (said: string): readonly string[] =>
  said
    .split('\n')
    .filter((line) => /"level":(?:50|60|"error"|"fatal")/.test(line) && !/store-unreachable/.test(line))
    .map((line) => line.slice(0, 1000));

const found = (text: string, pattern: RegExp): string => {
  const match = pattern.exec(text)?.[1];
  if (match === undefined) throw new Error(`the greeting has no ${pattern}: ${text}`);
  return match;
};
