import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOfFile } from './index.ts';

const BYTES_MAX = 1000;
const folder = mkdtempSync(join(tmpdir(), 'given-file-'));
const file = join(folder, 'file');
const pipe = join(folder, 'pipe');

beforeAll(() => void execFileSync('/usr/bin/mkfifo', [pipe]));
afterAll(() => rmSync(folder, { recursive: true }));

const read = async (path: string): Promise<string> => {
  try {
    return await textOfFile(path, { what: '--option', bytesMax: BYTES_MAX, silenceMsMax: 300 });
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
};

describe('a file', () => {
  it('is read up to its limit and not beyond', async () => {
    writeFileSync(file, 'é'.repeat(BYTES_MAX / 2));
    expect(await read(file)).toBe('é'.repeat(BYTES_MAX / 2));
    writeFileSync(file, 'x'.repeat(BYTES_MAX + 1));
    expect(await read(file)).toBe(
      `Failure: --option: ${file} is longer than ${BYTES_MAX} bytes, more than any real one.`,
    );
  });

  it('whose size is told as 0 is counted as it is read', async () => {
    expect(await read('/proc/self/comm')).toMatch(/^\w.*\n$/);
    expect(await read('/proc/kallsyms')).toContain('is longer than');
  });

  it.each([
    ['/dev/zero', 'is a device or a socket; a file or a pipe is expected.'],
    ['/', 'is a folder; a file or a pipe is expected.'],
    ['/nonexistent', 'cannot be read: no such file or directory.'],
  ])('%s is wrong use', async (path, why) => {
    expect(await read(path)).toContain(`Failure: --option: ${path} ${why}`);
  });

  it('that is no UTF-8 is refused', async () => {
    writeFileSync(file, Buffer.from([0x61, 0xff]));
    expect(await read(file)).toBe(`Failure: --option: ${file} is no UTF-8 text.`);
  });
});

describe('a pipe', () => {
  it('is waited for, and read to its end', async () => {
    const reading = read(pipe);
    const writer = spawn('tee', [pipe], { stdio: ['pipe', 'ignore', 'ignore'] });
    writer.stdin.write('one ');
    writer.stdin.end('two');
    expect(await reading).toBe('one two');
  });

  it('that never ends is left at the limit', async () => {
    const reading = read(pipe);
    const writer = spawn('tee', [pipe], { stdio: ['pipe', 'ignore', 'ignore'] });
    writer.stdin.on('error', () => undefined);
    const ended = once(writer, 'close');
    writer.stdin.write('x'.repeat(200_000));
    expect(await reading).toContain('is longer than');
    writer.stdin.end();
    // Its reader is gone: nothing keeps it.
    await ended;
  });

  it('that nobody writes to is given up', async () => {
    expect(await read(pipe)).toBe(`Failure: --option: nothing was written to the pipe ${pipe} for 0.3 s.`);
  });
});
