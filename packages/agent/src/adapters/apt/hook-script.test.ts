// Both hooks against the same messages, over a real socket on an inherited descriptor, as apt gives it: what one keeps the other keeps.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perlHook } from './hook-script.ts';

const PROGRAM = new URL('../../main.ts', import.meta.url).pathname;
const HELLO = '{"jsonrpc":"2.0","method":"org.debian.apt.hooks.hello","id":7,"params":{"versions":["0.1","0.2"]}}';
const BYE = '{"jsonrpc":"2.0","method":"org.debian.apt.hooks.bye","params":{}}';
const list = (word: string): string =>
  `{"jsonrpc":"2.0","method":"org.debian.apt.hooks.install.${word}","params":{"command":"install","packages":[{"name":"größe","text":"\\"method\\":\\"org.debian.apt.hooks.bye\\""}]}}`;

let folder = '';
const commands: Record<'perl' | 'own', readonly string[]> = { perl: [], own: [] };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-hook-'));
  commands.perl = (await perlHook(folder)) ?? [];
  commands.own = [process.execPath, PROGRAM, 'apt-hook'];
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The hook as apt starts it: what it answered, what it kept, how it ended. */
const told = async (which: 'perl' | 'own', messages: readonly string[]) => {
  const output = join(folder, `answer-${which}-${Math.trunc(performance.now() * 1000)}`);
  const [program, ...args] = [...commands[which], output];
  // Beyond the three usual ones Node makes a pair of sockets, of which the child has the other end as descriptor 3.
  const child = spawn(program, args, {
    env: { APT_HOOK_SOCKET: '3', PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const socket = child.stdio[3] as Socket;
  let answered = '';
  socket.on('data', (chunk: Buffer) => {
    answered += chunk.toString('utf8');
  });
  socket.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  socket.end(messages.map((message) => `${message}\n\n`).join(''));
  const status = await ended;
  const kept = existsSync(output) ? await readFile(output, 'utf8') : null;
  return { status: status === 0 ? 'well' : 'badly', answered, kept };
};

describe("apt's hook in Perl", () => {
  it('is there wherever apt is', () => {
    expect(commands.perl[0]).toBe('/usr/bin/perl');
  });

  it.each([
    ['one message', [HELLO, list('pre-prompt'), BYE]],
    ['several in one connection: the last', [HELLO, list('pre-prompt'), list('post'), BYE]],
    ['a connection that is closed without a goodbye', [HELLO, list('post')]],
    ['a hello and nothing else', [HELLO]],
  ])('keeps and answers what the agent itself would: %s', async (_name, messages) => {
    const own = await told('own', messages);
    expect(own).toMatchObject({ status: 'well', answered: '{"jsonrpc":"2.0","id":7,"result":{"version":"0.2"}}\n\n' });
    expect(await told('perl', messages)).toEqual(own);
  });

  it('ends badly over what it does not understand, and keeps nothing of it', async () => {
    for (const message of ['nonsense', '{"method":"org.debian.apt.hooks.bye"}', '[]']) {
      expect(await told('perl', [message])).toEqual({ status: 'badly', answered: '', kept: null });
    }
  });

  it('is none where there is no Perl', async () => {
    expect(await perlHook(folder, '/usr/bin/no-such-perl')).toBeNull();
  });
});
