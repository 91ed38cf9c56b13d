import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { refuseLine } from './index.ts';

const told = async (code: string): Promise<string> => {
  const socket = new PassThrough();
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  refuseLine(Object.assign(new Error('as Node says it'), { code }), socket);
  await closed;
  return Buffer.concat(parts).toString();
};

it('says of what is no HTTP that it is none', async () => {
  expect(await told('HPE_INVALID_METHOD')).toMatch(/^HTTP\/1\.1 400 .*"code":"input-invalid"/s);
});

it.each(['ECONNRESET', 'ERR_TLS_HANDSHAKE_TIMEOUT', 'ERR_SSL_WRONG_VERSION_NUMBER'])(
  'answers nothing where the line itself failed: %s',
  async (code) => {
    expect(await told(code)).toBe('');
  },
);
