import { type ChildProcess, spawn } from 'node:child_process';
import { constants, type Stats } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { OutOfBand } from '../../ports/index.ts';

/** The end of a console's log tells why it hangs; this much is a screen or three. */
const OUTPUT_BYTES_MAX = 16 * 1024;
/** Nothing of the controller's own environment: it may hold what no hook is to know. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
} as const;
/** Writable for the group or for all. */
const OTHERS_WRITE = 0o022;
/** As policy has it; here again, since it becomes a path. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export const openOutOfBand = ({ folder }: { readonly folder: string }): OutOfBand => ({
  call: async ({ hook, action, hostId, hostname, parameters, timeoutSeconds }) => {
    const trusted = await trustedFile(folder, hook);
    if (!trusted.ok) return trusted;
    const options = { 'host-id': hostId, host: hostname, ...parameters };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    return await run({ hook, command: [trusted.value, [action, ...args]], timeoutSeconds });
  },
});

/** The folder and the file are root's alone to change, and neither is a link. */
const trustedFile = async (folder: string, hook: string): Promise<Outcome<string>> => {
  if (!NAME.test(hook)) return refuse('hook-missing', { hook });
  const path = join(folder, hook);
  try {
    const [above, file] = [await lstat(folder), await lstat(path)];
    if (!above.isDirectory() || !file.isFile() || !isRoots(above) || !isRoots(file)) {
      return refuse('hook-not-trusted', { hook });
    }
    await access(path, constants.X_OK);
    return ok(path);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return refuse(isMissing ? 'hook-missing' : 'hook-not-trusted', { hook });
  }
};

const isRoots = ({ uid, mode }: Stats): boolean => uid === 0 && (mode & OTHERS_WRITE) === 0;

interface Call {
  readonly hook: string;
  readonly command: readonly [string, readonly string[]];
  readonly timeoutSeconds: number;
}

const run = async ({ hook, command: [path, args], timeoutSeconds }: Call): ReturnType<OutOfBand['call']> =>
  await new Promise((resolve) => {
    const child = spawn(path, args, {
      cwd: '/',
      env: ENVIRONMENT,
      shell: false,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that ending it ends what it started.
      detached: true,
    });
    let tail = Buffer.alloc(0);
    const keep = (chunk: Buffer): void => {
      tail = Buffer.concat([tail, chunk]).subarray(-OUTPUT_BYTES_MAX);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setTimeout(() => {
      endGroup(child);
      resolve(refuse('hook-timed-out', { hook, seconds: timeoutSeconds }));
    }, timeoutSeconds * 1000);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve(refuse('hook-failed', { hook, status: `not started (${error.message})` }));
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve(ok({ status: status ?? 255, output: plain(tail.toString('utf8')) }));
    });
  });

const endGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Gone between the look and the signal: that is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** A console is full of what moves cursors; people read this in a terminal of their own. */
const plain = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken out
    .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g, '')
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n|\t)\p{Cc}/gu, '')
    .trim();
