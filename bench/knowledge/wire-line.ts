// One line to the controller: TLS that is opened when asked, then requests one after the other. Written by hand, so that
// the handshake and what follows can be measured apart, and every byte be counted.

import { connect, type TLSSocket } from 'node:tls';

export interface LineOptions {
  readonly port: number;
  readonly authority: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly session?: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Heads and bodies of request and answer, before they are encrypted. */
  readonly bytes: number;
}

export interface Line {
  readonly isResumed: boolean;
  /** To open another line with; comes after the handshake. */
  readonly session: () => Buffer | undefined;
  readonly ask: (request: LineRequest) => Promise<Answer>;
  readonly close: () => void;
}

export interface LineRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly token?: string;
  readonly body?: string;
}

const HEAD_END = '\r\n\r\n';

export async function openLine({ port, authority, certificate, key, session }: LineOptions): Promise<Line> {
  const mine = certificate === undefined ? {} : { cert: certificate, key };
  const socket = connect({
    host: '127.0.0.1',
    port,
    ca: authority,
    ...mine,
    ...(session === undefined ? {} : { session }),
  });
  let ticket: Buffer | undefined;
  socket.on('session', (given) => {
    ticket = given;
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  return {
    isResumed: socket.isSessionReused(),
    session: () => ticket,
    ask: async (request) => await ask(socket, request),
    close: () => socket.destroy(),
  };
}

const ask = async (socket: TLSSocket, { method, path, token, body }: LineRequest): Promise<Answer> => {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
    ...(body === undefined
      ? []
      : ['content-type: application/json', `content-length: ${String(Buffer.byteLength(body))}`]),
  ];
  const text = `${lines.join('\r\n')}${HEAD_END}${body ?? ''}`;
  const answered = wholeAnswer(socket);
  socket.write(text);
  const answer = await answered;
  return { ...answer, bytes: Buffer.byteLength(text) + answer.bytes };
};

const wholeAnswer = async (socket: TLSSocket): Promise<Answer> =>
  await new Promise((resolve, reject) => {
    let got = Buffer.alloc(0);
    const take = (chunk: Buffer): void => {
      got = Buffer.concat([got, chunk]);
      const end = got.indexOf(HEAD_END);
      if (end < 0) return;
      const head = got.toString('latin1', 0, end);
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
      const bytes = end + HEAD_END.length + length;
      if (got.length < bytes) return;
      over();
      const body = got.toString('utf8', bytes - length, bytes);
      resolve({ status: Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)), body, bytes });
    };
    const fail = (error?: Error): void => {
      over();
      reject(error ?? new Error('the controller closed the line'));
    };
    const over = (): void => {
      socket.off('data', take).off('error', fail).off('close', fail);
    };
    socket.on('data', take).once('error', fail).once('close', fail);
  });
