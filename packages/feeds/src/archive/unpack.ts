// A packed stream, unpacked. Every chunk that comes out is counted by the budget.

import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Budget } from './budget.ts';
import type { Packing } from './magic.ts';
import { unpackZstd } from './zstd.ts';

/** `name` is for the reason only. */
export async function* unpack(options: {
  readonly path: string;
  readonly name: string;
  readonly packing: Exclude<Packing, 'zip'> | null;
  readonly budget: Budget;
}): AsyncIterable<Uint8Array> {
  const { path, name, packing, budget } = options;
  try {
    for await (const chunk of unpacked(path, packing, budget)) {
      budget.addUnpacked(chunk.byteLength);
      yield chunk;
    }
  } catch (error) {
    if (!isPackingFault(error)) throw error;
    throw /unexpected end/i.test(error.message)
      ? budget.truncated(name, error)
      : budget.unreadable(`${name} cannot be unpacked: ${error.message}`, error);
  }
}

const unpacked = (path: string, packing: Exclude<Packing, 'zip'> | null, budget: Budget): AsyncIterable<Uint8Array> => {
  switch (packing) {
    case null:
      return createReadStream(path) as AsyncIterable<Uint8Array>;
    case 'gzip':
      // A fault of the file arrives at the end that is read.
      return pipeline(createReadStream(path), createGunzip(), () => undefined) as AsyncIterable<Uint8Array>;
    case 'zstd':
      return unpackZstd(createReadStream(path) as AsyncIterable<Uint8Array>);
    case 'xz':
      return unpackXz(path);
    case 'bzip2':
      throw budget.unreadable('it is packed with bzip2, which is not read: use gzip, xz or zstd');
    default:
      return packing satisfies never;
  }
};

/** What zlib says of bad content, as against a disk that fails. */
const isPackingFault = (error: unknown): error is Error =>
  error instanceof PackingFault ||
  (error instanceof Error && 'code' in error && /^(Z_|ZSTD_)/.test(String(error.code)));

class PackingFault extends Error {}

/** Any real xz needs less to unpack: level 9 takes 65 MiB. A header can ask for 4 GiB. */
const XZ_MEMORY = '256MiB';
/** Of what the program says about a fault. */
const SAID_LENGTH_MAX = 500;

/** Node has no xz, and the libraries that do bring native code or are unkept: the system's own program, as dpkg-deb uses. */
async function* unpackXz(path: string): AsyncIterable<Uint8Array> {
  const program = spawn('xz', ['--decompress', '--stdout', `--memlimit-decompress=${XZ_MEMORY}`, '--', path], {
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    program.once('error', (cause) => reject(new Error('xz could not be run; install the package xz-utils', { cause })));
    program.once('close', resolve);
  });
  ended.catch(() => {
    // Whoever stops reading early never asks for it; whoever reads on is told where it is awaited.
  });
  let said = '';
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, SAID_LENGTH_MAX);
  });
  try {
    yield* program.stdout as AsyncIterable<Uint8Array>;
    const status = await ended;
    if (status !== 0)
      throw new PackingFault(said.replaceAll(`${path}: `, '').trim() || `xz ended with status ${status}`);
  } finally {
    program.kill();
  }
}
