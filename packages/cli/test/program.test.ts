// The entry: which Node runs it, what a closed pipe does, how fast it starts.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { endWithout } from '@slipway/testkit/absence';
import { describe, expect, it } from 'vitest';
import { runSlipway, slipwayProcess, startController, startSlipway } from './support/index.ts';

/** A machine's own Node, older than the project's. Debian's, or what CI's image brings. */
const olderNode = async (): Promise<string | null> => {
  for (const path of ['/usr/bin/node', '/usr/local/bin/node']) {
    if (!existsSync(path)) continue;
    const { stdout } = await promisify(execFile)(path, ['--version']);
    if (Number.parseInt(stdout.slice(1), 10) < 24) return path;
  }
  return null;
};

describe('under an older Node of the machine', () => {
  it('starts again under the project’s own, with its input, output and exit status', async (context) => {
    const node = (await olderNode()) ?? endWithout('there is no Node below 24 on this machine', context);
    const words = ['version', 'compare', '--format', 'deb'];
    expect(await runSlipway(words, { node, input: '1\t2\n' })).toEqual({ status: 0, out: '-1\n', err: '' });
    expect(await runSlipway([...words, '1'], { node })).toMatchObject({ status: 2 });
  });
});

it('a pipe that closes is no failure of anybody’s', async () => {
  const child = startSlipway(['version', 'compare', '--format', 'deb']);
  child.stdin?.on('error', () => undefined);
  child.stdin?.write('1\t2\n'.repeat(200_000));
  child.stdout?.once('data', () => child.stdout?.destroy());
  const ended = slipwayProcess(child);
  child.stdin?.end('1\t2\n'.repeat(200_000));
  const { err } = await ended;
  expect(err).toBe('');
});

it('prints its version', async () => {
  expect(await runSlipway(['--version'])).toEqual({
    status: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    err: '',
  });
});

it('scan is the agent’s own program: its words, its exit status', async () => {
  const { status, err } = await runSlipway(['scan', '--bogus']);
  expect([status, err]).toEqual([2, expect.stringContaining('slipway-agent scan')]);
});

it('serve passes SIGTERM on and ends as the controller does', async () => {
  const controller = await startController();
  expect(await controller.stop()).toBe(0);
});
