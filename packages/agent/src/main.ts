#!/usr/bin/env node
// slipway-agent: one executable, one small program per word. Each is loaded only when it is asked for, since most runs
// need one and start-up is paid on every transaction.

import { USAGE } from './usage.ts';

type Program = (args: readonly string[]) => Promise<number>;

const PROGRAMS: Readonly<Record<string, () => Promise<{ readonly program: Program }>>> = {
  adoption: async () => ({ program: (await import('./programs/executor/main.ts')).adoption }),
  'apt-hook': async () => await import('./programs/apt-hook/main.ts'),
  checks: async () => ({ program: (await import('./programs/executor/main.ts')).checks }),
  doctor: async () => await import('./programs/doctor/main.ts'),
  enrol: async () => await import('./programs/enrol/main.ts'),
  executor: async () => await import('./programs/executor/main.ts'),
  look: async () => await import('./programs/look/main.ts'),
  origins: async () => await import('./programs/origins/main.ts'),
  reporter: async () => await import('./programs/reporter/main.ts'),
  scan: async () => await import('./programs/scan/main.ts'),
  tidy: async () => ({ program: (await import('./programs/executor/main.ts')).tidy }),
  'transaction-ended': async () => await import('./programs/transaction-ended/main.ts'),
  verify: async () => await import('./programs/verify/main.ts'),
  version: async () => await import('./programs/version/main.ts'),
};

const main = async (): Promise<number> => {
  const [name = '', ...args] = process.argv.slice(2);
  const load = PROGRAMS[name];
  if (load === undefined) {
    process.stderr.write(USAGE);
    return name === 'help' || name === '--help' ? 0 : 2;
  }
  return await (await load()).program(args);
};

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    // A bug or a broken outside world: one line for people, the whole of it where debugging was asked for.
    process.stderr.write(`slipway-agent: ${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env.SLIPWAY_DEBUG !== undefined)
      process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : ''}\n`);
    process.exitCode = 70;
  },
);
