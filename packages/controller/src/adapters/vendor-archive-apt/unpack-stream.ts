// Indexes and the parts of a .deb, unpacked as they come: gzip and zstd by Node. Node has no xz, and the libraries that do bring
// native code or are unkept: the system's own program, as dpkg-deb uses.

import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

/** dpkg-deb -Zxz -z9 wants 65 MB; a header can ask for 4 GB. */
const XZ_MEMORY = '256MiB';

type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** `packing` as names end: nothing, `.gz`, `.xz` or `.zst`. Throws for any other, and for what is damaged. */
export const unpackStream = (packed: Chunks, packing: string): AsyncIterable<Uint8Array> => {
  switch (packing) {
    case '':
      return plain(packed);
    case '.gz':
      return through(packed, createGunzip());
    case '.zst':
      return through(packed, createZstdDecompress());
    case '.xz':
      return unxz(packed);
    default:
      throw new Error(`it is packed in a way that is not read (${packing})`);
  }
};

async function* plain(chunks: Chunks): AsyncIterable<Uint8Array> {
  yield* chunks;
}

async function* through(
  packed: Chunks,
  unpacker: ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>,
): AsyncIterable<Uint8Array> {
  const source = Readable.from(packed);
  source.on('error', (error) => unpacker.destroy(error));
  try {
    yield* source.pipe(unpacker) as AsyncIterable<Uint8Array>;
  } finally {
    source.destroy();
    unpacker.destroy();
  }
}

async function* unxz(packed: Chunks): AsyncIterable<Uint8Array> {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
  const args = ['--decompress', '--stdout', `--memlimit-decompress=${XZ_MEMORY}`];
  const program = spawn('xz', args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<number | null | Error>((resolve) => {
    program.once('error', (cause) =>
      resolve(new Error('xz could not be run; install the package xz-utils', { cause })),
    );
    program.once('close', resolve);
  });
  // A program that ends early closes its input; its exit status says more than the broken pipe.
  program.stdin.on('error', () => program.stdin.destroy());
  const source = Readable.from(packed);
  source.on('error', (error) => program.stdout.destroy(error));
  source.pipe(program.stdin);
  try {
    yield* program.stdout as AsyncIterable<Uint8Array>;
    const end = await ended;
    if (end instanceof Error) throw end;
    if (end !== 0) throw new Error(`xz ended with status ${end}`);
  } finally {
    source.destroy();
    program.kill();
  }
}
