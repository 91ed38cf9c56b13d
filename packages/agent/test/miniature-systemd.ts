// Just enough of systemd for tests on machines that have none: `systemd-run` really starts the command, apart from us, with
// its output in the file that was asked for, and really runs `ExecStopPost` afterwards with systemd's variables. What the
// real one does beyond that (kill settings, shutdown) only booted hosts can show, and the lab's scenarios do.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { constants } from 'node:os';
import type { CommandResult, RunCommand } from '../src/ports/index.ts';

export interface MiniatureSystemd {
  readonly run: RunCommand;
  /** Every call, in order. */
  readonly calls: readonly (readonly string[])[];
  /** Everything that runs is gone at once, and nothing is run after it. */
  cut(): void;
}

export const miniatureSystemd = (): MiniatureSystemd => {
  const units = new Map<string, ChildProcess>();
  const calls: (readonly string[])[] = [];
  return {
    calls,
    async run({ command }) {
      calls.push(command);
      const [program, ...args] = command;
      if (program === '/usr/bin/systemd-run') return await start(units, args);
      if (args.includes('show')) return answer(0, describe(units, args.at(-1) ?? ''));
      return answer(0, '');
    },
    cut() {
      for (const child of units.values()) {
        child.removeAllListeners('exit');
        child.kill('SIGKILL');
      }
      units.clear();
    },
  };
};

const start = async (units: Map<string, ChildProcess>, args: readonly string[]): Promise<CommandResult> => {
  const at = args.indexOf('--');
  const options = args.slice(0, at);
  const [program = '', ...rest] = args.slice(at + 1);
  const option = (name: string): string =>
    options.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const name = `${option('--unit')}.service`;
  if (units.has(name)) {
    return answer(
      1,
      '',
      `Failed to start transient service unit: Unit ${name} was already loaded or has a fragment file.\n`,
    );
  }
  const output = openSync(option('--property=StandardOutput').replace(/^append:/, ''), 'a');
  const environment = options.flatMap((one) => /^--setenv=([^=]+)=(.*)$/s.exec(one)?.slice(1, 3) ?? []);
  const child = spawn(program, rest, {
    detached: true,
    stdio: ['ignore', output, output],
    env: Object.fromEntries(
      environment.flatMap((name, index) => (index % 2 === 0 ? [[name, environment[index + 1]]] : [])),
    ),
  });
  const started = await new Promise<boolean>((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
  if (!started) return answer(1, '', `Failed to find executable ${program}\n`);
  units.set(name, child);
  child.on('exit', (code, signal) => {
    runStopPost(option('--property=ExecStopPost').split(' '), code, signal);
    units.delete(name);
  });
  return answer(0, '');
};

const runStopPost = (command: readonly string[], code: number | null, signal: NodeJS.Signals | null): void => {
  const [program = '', ...args] = command;
  const clean = code === 0 || signal === 'SIGTERM';
  spawnSync(program, args, {
    env: {
      SERVICE_RESULT: clean ? 'success' : 'exit-code',
      EXIT_CODE: code === null ? 'killed' : 'exited',
      EXIT_STATUS: code === null ? (signal ?? '').replace(/^SIG/, '') : String(code),
    },
    timeout: 20_000,
    killSignal: constants.signals.SIGKILL,
  });
};

/** As systemd 252 says it of units that it has, and of those that it has no more: the latter sound like success. */
const describe = (units: ReadonlyMap<string, ChildProcess>, name: string): string =>
  units.has(name)
    ? 'LoadState=loaded\nActiveState=active\nResult=success\n'
    : 'LoadState=not-found\nActiveState=inactive\nResult=success\n';

const answer = (status: number, stdout: string, stderr = ''): CommandResult => ({
  kind: 'ended',
  status,
  stdout,
  stderr,
  output: 'whole',
});
