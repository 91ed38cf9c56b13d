import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LabError } from '../lab-error.ts';
import { failedCommand, type RunOptions, type RunResult, run } from '../run.ts';
import { sshArguments } from '../virtual/index.ts';
import { containerInit } from './container.ts';
import { hostState, type LabHost } from './host.ts';

/** The agent's package is 100 MB, and a virtual machine decrypts it by emulation. */
const FILE_TIMEOUT_MS = 600_000;

/** Runs an argument list inside a host that is up, as root: by entering all namespaces of its PID 1, or by its sshd. */
export async function exec(host: LabHost, argv: readonly string[], options: RunOptions): Promise<RunResult> {
  return run(insideOf(host, argv, options.env), options);
}

/** As {@link exec}, but anything else than exit code 0 is a LabError; answers standard output. */
export async function execOk(host: LabHost, argv: readonly string[], options: RunOptions): Promise<string> {
  const result = await exec(host, argv, options);
  if (result.ending === 'exited' && result.exitCode === 0) return result.stdout;
  throw failedCommand([`${host.name}:`, ...argv], result);
}

export async function readFileIn(host: LabHost, path: string): Promise<string> {
  return execOk(host, ['cat', '--', path], { timeoutMs: FILE_TIMEOUT_MS });
}

/**
 * Makes missing directories; the file is there whole or not at all. From inside, so that /run, /tmp and links mean the
 * host's own. dd, not install: our end of the pipe is a socket, which cannot be opened again as /dev/stdin.
 */
export async function writeFileIn(
  host: LabHost,
  {
    path,
    content,
    mode = 0o644,
  }: { readonly path: string; readonly content: string | Uint8Array; readonly mode?: number },
): Promise<void> {
  const options = { timeoutMs: FILE_TIMEOUT_MS };
  const fresh = `${path}.slipway-lab-new`;
  await execOk(host, ['mkdir', '-p', '--', dirname(path)], options);
  await execOk(host, ['dd', `of=${fresh}`, 'status=none', 'conv=fsync'], { ...options, input: content });
  await execOk(host, ['chmod', mode.toString(8), '--', fresh], options);
  await execOk(host, ['mv', '-T', '--', fresh, path], options);
}

/** Copies a file of the machine into the host. */
export async function copyIn(
  host: LabHost,
  copy: { readonly from: string; readonly to: string; readonly mode?: number },
): Promise<void> {
  await writeFileIn(host, { path: copy.to, content: await readFile(copy.from), mode: copy.mode ?? 0o644 });
}

function insideOf(host: LabHost, argv: readonly string[], env: RunOptions['env']): readonly string[] {
  if (host.carrier === 'virtual-machine') {
    if (hostState(host) === 'down') throw new LabError('not-running', `${host.name} is down`);
    return sshArguments(host, argv, env);
  }
  const init = containerInit(host);
  if (init === null) throw new LabError('not-running', `${host.name} is down`);
  return ['nsenter', '--target', String(init.pid), '--all', '--wd', '--', ...argv];
}
