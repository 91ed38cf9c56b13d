import { createConnection } from 'node:net';
import { servedBy } from '../service/index.ts';
import type { ProbeFailure } from './asked.ts';

export interface PageAnswer {
  readonly host: string | null;
  readonly failure: ProbeFailure | null;
  readonly detail: string | null;
}

/** From the first packet to the last byte of the answer. */
const TIMEOUT_MS = 5_000;
/** The page is a line; anything much larger is not it. */
const ANSWER_BYTES_MAX = 64 * 1024;

/** Asks once, over a connection of its own, by plain HTTP/1.1 with `Connection: close`. Never rejects. */
export function askPage({ address, port }: { readonly address: string; readonly port: number }): Promise<PageAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const socket = createConnection({ host: address, port, noDelay: true });
    const finish = (answer: PageAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => {
      finish(failed('timed-out', `no whole answer in ${TIMEOUT_MS} ms, ${bytes} bytes came`));
    }, TIMEOUT_MS);
    socket.once('connect', () => {
      socket.write(`GET / HTTP/1.1\r\nHost: ${address}\r\nUser-Agent: slipway-lab-probe\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES_MAX) return finish(failed('bad-answer', `more than ${ANSWER_BYTES_MAX} bytes`));
      chunks.push(chunk);
    });
    socket.once('end', () => finish(judge(Buffer.concat(chunks).toString('latin1'))));
    socket.once('error', (error: NodeJS.ErrnoException) => finish(failed(kindOf(error.code), error.message)));
  });
}

/** A good answer has status 200, is as long as it says, and names a host. */
export function judge(answer: string): PageAnswer {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return failed('connection-lost', `closed after ${answer.length} bytes`);
  const head = answer.slice(0, headEnd);
  const body = answer.slice(headEnd + 4);
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status !== '200') return failed('bad-answer', `status ${status ?? 'unreadable'}`);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1]);
  if (body.length !== length) return failed('connection-lost', `${body.length} bytes of ${length}`);
  const host = servedBy(body);
  return host === null ? failed('bad-answer', 'the page names no host') : { host, failure: null, detail: null };
}

function failed(failure: ProbeFailure, detail: string): PageAnswer {
  return { host: null, failure, detail };
}

function kindOf(code: string | undefined): ProbeFailure {
  switch (code) {
    case 'ECONNREFUSED':
      return 'connect-refused';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'connection-lost';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'unreachable';
    case 'ETIMEDOUT':
      return 'timed-out';
    default:
      return 'other';
  }
}
