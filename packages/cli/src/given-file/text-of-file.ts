import { close, constants, createReadStream, fstat, open } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { wrongUse } from '../exit/index.ts';

interface Wanted {
  /** The option or argument that named it: what the reader of a refusal looks for. */
  readonly what: string;
  readonly bytesMax: number;
  /** A pipe that says nothing for so long has no writer any more, or never had one. */
  readonly silenceMsMax?: number;
}

/** `ssh` that asks for a password takes a while; a pipe that nobody writes to says nothing for ever. */
const SILENCE_MS_MAX = 60_000;

/** UTF-8 of a regular file, or of a pipe such as a shell's `<(…)`. Everything else is wrong use, and says why. */
export const textOfFile = async (path: string, wanted: Wanted): Promise<string> => {
  const { what } = wanted;
  try {
    const bytes = await bytesOf(path, wanted);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw wrongUse(`${what}: ${path} is no UTF-8 text.`, error);
    if (error instanceof Error && 'syscall' in error)
      throw wrongUse(`${what}: ${path} cannot be read: ${whyOf(error)}.`, error);
    throw error;
  }
};

/** The words of the system call, without its name and the path, which is told already. */
const whyOf = ({ message }: Error): string => /^[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message;

const bytesOf = async (path: string, wanted: Wanted): Promise<Uint8Array> => {
  // Without waiting: opening a named pipe would otherwise hold a thread until somebody writes, and nothing could end it.
  const descriptor = await opened(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stream = await streamOf(descriptor, path, wanted).catch(async (error: unknown) => {
    await closed(descriptor);
    throw error;
  });
  try {
    return await collected(stream, path, wanted);
  } finally {
    stream.destroy();
  }
};

/** A plain descriptor and no FileHandle: that one closes it when it is collected, and the socket has closed it before. */
const opened = promisify(open);
const closed = promisify(close);
const statOf = promisify(fstat);

/** It closes the descriptor. For a pipe a socket: it waits for the writer as poll(2) does, and can be given up. */
const streamOf = async (descriptor: number, path: string, { what, silenceMsMax = SILENCE_MS_MAX }: Wanted) => {
  const found = await statOf(descriptor);
  if (found.isFile()) return createReadStream('', { fd: descriptor });
  if (!found.isFIFO()) {
    const is = found.isDirectory() ? 'a folder' : 'a device or a socket';
    throw wrongUse(`${what}: ${path} is ${is}; a file or a pipe is expected.`);
  }
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false });
  return pipe.setTimeout(silenceMsMax, () => {
    pipe.destroy(wrongUse(`${what}: nothing was written to the pipe ${path} for ${silenceMsMax / 1000} s.`));
  });
};

const collected = async (chunks: AsyncIterable<Uint8Array>, path: string, wanted: Wanted): Promise<Uint8Array> => {
  const { what, bytesMax } = wanted;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw wrongUse(`${what}: ${path} is longer than ${bytesMax} bytes, more than any real one.`);
    parts.push(chunk);
  }
  return Buffer.concat(parts, bytes);
};
