import { randomBytes } from 'node:crypto';

/**
 * How a unit dies in which dpkg works: not at all. SIGCONT is a signal that changes nothing, `mixed` gives it to the main
 * process alone, and a shutdown waits half an hour. With systemd's own settings a reboot during apt breaks dpkg.
 */
export const PATIENT: readonly string[] = [
  '--property=KillMode=mixed',
  '--property=KillSignal=SIGCONT',
  '--property=TimeoutStopSec=30min',
];

/** systemd replaces `%` and `$` in what it runs; nothing of ours needs either, so that whatever has one is refused. */
export const asPlainArguments = (args: readonly string[]): readonly string[] => {
  for (const arg of args) {
    if (!/^[A-Za-z0-9_@+=,:;~./?-]*$/.test(arg)) throw new Error(`systemd cannot be given ${JSON.stringify(arg)}`);
  }
  return args;
};

export const settingsOf = (environment: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(environment).map(([name, value]) => `--setenv=${name}=${value}`);

/**
 * What a command line begins with that shall run in a unit of its own and be waited for. Its output goes to the journal:
 * a pipe to a program that may be killed would kill it too.
 */
export const waitInOwnUnit = (purpose: string, environment: Readonly<Record<string, string>>): readonly string[] => [
  '/usr/bin/systemd-run',
  '--quiet',
  '--wait',
  '--collect',
  '--no-ask-password',
  `--unit=slipway-${purpose}-${randomBytes(6).toString('hex')}`,
  '--property=Type=exec',
  ...PATIENT,
  ...settingsOf(environment),
  '--',
];
