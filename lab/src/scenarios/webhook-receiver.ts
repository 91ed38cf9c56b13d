import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One message as it came in. */
export interface Received {
  readonly event: string | undefined;
  readonly signature: string | undefined;
  readonly body: Buffer;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  close(): void;
}

/** A notice of 50 updates is some 50 kB. */
const BODY_BYTES_MAX = 1_000_000;

/** On loopback of the machine, where the controller runs as well: takes whatever is posted. */
export async function openReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_BYTES_MAX) incoming.destroy();
      else chunks.push(chunk);
    });
    incoming.once('end', () => {
      const header = (name: string): string | undefined => [incoming.headers[name]].flat()[0];
      received.push({
        event: header('slipway-event'),
        signature: header('slipway-signature'),
        body: Buffer.concat(chunks),
      });
      answer.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/slipway`,
    received,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** As a receiver would check it: the HMAC of the very bytes, with the key that was shown once. */
export function isSignedBy(key: string, { signature, body }: Received): boolean {
  const [, hex = ''] = /^sha256=([0-9a-f]{64})$/.exec(signature ?? '') ?? [];
  const expected = createHmac('sha256', key).update(body).digest();
  const given = Buffer.from(hex, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
