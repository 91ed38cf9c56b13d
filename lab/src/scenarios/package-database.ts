import { exec, execOk, type LabHost } from '../host/index.ts';

/** A virtual machine answers by emulation, beside other work. */
const QUESTION_TIMEOUT_MS = 120_000;
/** Where the agent keeps what it knows of each package transaction. */
export const TRANSACTIONS = '/var/lib/slipway/executor/transactions';

/**
 * What is not whole, as dpkg has it. `dpkg --audit` would exit with 0 whatever it found; the states themselves do not lie. A package
 * that is gone and left its settings (`rc`) is whole.
 */
export async function unwholePackages(host: LabHost): Promise<string> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a dpkg-query format, not a template
  const argv = ['dpkg-query', '-W', '-f', '${db:Status-Abbrev}|${Package}|${Version}\\n'];
  const printed = await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS });
  return printed
    .split('\n')
    .filter((line) => line !== '' && !/^(?:ii|rc) /.test(line))
    .join('\n');
}

/** Of all that is installed whole, by name alone: no host of the lab has a package twice. */
export async function installedVersions(host: LabHost): Promise<ReadonlyMap<string, string>> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a dpkg-query format, not a template
  const argv = ['dpkg-query', '-W', '-f', '${Package}|${db:Status-Abbrev}|${Version}\\n'];
  const printed = await execOk(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS });
  return new Map(
    printed
      .split('\n')
      .map((line) => line.split('|'))
      .filter(([, state]) => state?.startsWith('ii') === true)
      .map(([name = '', , version = '']) => [name, version]),
  );
}

/** Names of the package transactions that were begun; with an attempt, of that one alone. */
export async function transactionsOf(host: LabHost, attemptId = ''): Promise<readonly string[]> {
  // Before the first one there is no such folder.
  const listed = await exec(host, ['ls', TRANSACTIONS], { timeoutMs: QUESTION_TIMEOUT_MS });
  return listed.stdout.split('\n').filter((name) => name.endsWith('.started') && name.includes(attemptId));
}

/** What the package manager said in each transaction, for whoever has to find out why one did not repair. */
export async function outputsOf(host: LabHost): Promise<string> {
  const found = await exec(host, ['find', TRANSACTIONS, '-name', '*.output'], { timeoutMs: QUESTION_TIMEOUT_MS });
  const paths = found.stdout.split('\n').filter((path) => path !== '');
  return paths.length === 0 ? '' : execOk(host, ['tail', '-n', '200', ...paths], { timeoutMs: QUESTION_TIMEOUT_MS });
}
