// Unpacking an index, bounded: a small file can unpack to any size.

import { spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';

const gunzipBytes = promisify(gunzip);

/** Text of an index, plain, gzip or xz. The hash of the packed bytes has been checked before. */
export const unpack = async (options: {
  readonly uri: string;
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly bytesMax: number;
}): Promise<Outcome<string>> => {
  const { uri, bytes, path, bytesMax } = options;
  try {
    return ok(new TextDecoder('utf-8').decode(await unpacked(bytes, path, bytesMax)));
  } catch (error) {
    return refuse('feed-failed', { source: uri, detail: error instanceof Error ? error.message : String(error) });
  }
};

const unpacked = async (bytes: Uint8Array, path: string, bytesMax: number): Promise<Uint8Array> => {
  if (path.endsWith('.gz')) return await gunzipBytes(bytes, { maxOutputLength: bytesMax });
  if (path.endsWith('.xz')) return await unxz(bytes, bytesMax);
  return bytes;
};

/** Node has no xz, and the libraries that do bring native code or are unkept: the system's own program, as dpkg-deb uses. */
const unxz = async (bytes: Uint8Array, bytesMax: number): Promise<Uint8Array> => {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
  const program = spawn('xz', ['--decompress', '--stdout'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    program.once('error', (cause) => reject(new Error('xz could not be run; install the package xz-utils', { cause })));
    program.once('close', resolve);
  });
  // A program that ends early closes its input; its exit status says more than the broken pipe.
  program.stdin.on('error', () => program.stdin.destroy());
  program.stdin.end(bytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  program.stdout.on('data', (chunk: Uint8Array) => {
    size += chunk.byteLength;
    if (size > bytesMax) program.kill();
    else chunks.push(chunk);
  });
  const status = await ended;
  if (size > bytesMax) throw new Error(`unpacks to more than ${bytesMax} bytes`);
  if (status !== 0) throw new Error(`xz ended with status ${status}`);
  return Buffer.concat(chunks, size);
};
