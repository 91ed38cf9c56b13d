// Against real servers on loopback: what arrives, byte for byte, and what is not taken for delivered.

import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from 'node:net';
import { THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Audience, OutboxEvent } from '../../ports/index.ts';
import { openNotify } from './index.ts';

const EVENT: OutboxEvent = {
  eventId: 'event-1',
  at: THE_MORNING,
  kind: 'newly-affected',
  content: {
    updates: [
      {
        release: { distribution: 'debian', release: 'bookworm' },
        sourcePackage: 'openssl',
        fixedVersion: '3.0.17-1',
        vulnerabilities: ['CVE-2026-1'],
        vulnerabilitiesInAll: 3,
        hosts: ['web-1', 'web-2'],
        hostsInAll: 2,
      },
    ],
    updatesInAll: 1,
  },
};

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
};

describe('a webhook', () => {
  const receiver = async (status: number, headers: Readonly<Record<string, string>> = {}) => {
    const received: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(status, headers).end('thanks');
      });
    });
    const port = await listen(server);
    const audience: Audience = { name: 'chat', kind: 'webhook', url: `http://127.0.0.1:${port}/in?a=1`, key: 'shared' };
    return { received, told: await openNotify({ mail: null }).deliver(audience, EVENT) };
  };

  it('gets the event with its id, signed over the bytes as sent', async () => {
    const { received, told } = await receiver(204);
    expect(told).toEqual({ ok: true, value: undefined });
    const [one] = received;
    expect(one?.path).toBe('/in?a=1');
    expect(JSON.parse(one?.body ?? '')).toEqual(EVENT);
    const signature = createHmac('sha256', 'shared')
      .update(one?.body ?? '')
      .digest('hex');
    expect(one?.headers).toMatchObject({
      'content-type': 'application/json',
      'slipway-event': 'event-1',
      'slipway-signature': `sha256=${signature}`,
    });
  });

  it.each([400, 410, 500, 503])('that answers %d has not taken it', async (status) => {
    const { told } = await receiver(status);
    expect(told).toMatchObject({ ok: false, reason: { code: 'notice-not-taken', facts: { audience: 'chat' } } });
  });

  it('is not followed to another place', async () => {
    const { received, told } = await receiver(307, { Location: '/elsewhere' });
    expect(told).toMatchObject({ ok: false, reason: { facts: { detail: 'it answered 307' } } });
    expect(received).toHaveLength(1);
  });

  it('that nobody listens on is told so', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const audience: Audience = { name: 'chat', kind: 'webhook', url: `http://127.0.0.1:${port}/`, key: 'shared' };
    const told = await openNotify({ mail: null }).deliver(audience, EVENT);
    expect(told).toMatchObject({ ok: false, reason: { facts: { detail: expect.stringContaining('ECONNREFUSED') } } });
  });
});

describe('mail', () => {
  /** As much of RFC 5321 as a client needs; `refuses` is the command that gets a 550. */
  const mailServer = async (refuses: string | null) => {
    const commands: string[] = [];
    const messages: string[] = [];
    const talk = (socket: Socket): void => {
      let data: string | null = null;
      let rest = '';
      const answer = (line: string): void => void socket.write(`${line}\r\n`);
      const hear = (line: string): void => {
        if (data !== null) {
          if (line !== '.') {
            data += `${line}\n`;
            return;
          }
          messages.push(data);
          data = null;
          answer('250 queued');
          return;
        }
        commands.push(line);
        const word = line.split(/[ :]/)[0]?.toUpperCase() ?? '';
        if (word === refuses) answer('550 no');
        else if (word === 'DATA') {
          data = '';
          answer('354 go on');
        } else if (word === 'QUIT') socket.end('221 bye\r\n');
        else answer('250 fine');
      };
      answer('220 here');
      socket.on('data', (chunk) => {
        const lines = (rest + chunk.toString()).split('\r\n');
        rest = lines.pop() ?? '';
        for (const line of lines) hear(line);
      });
      socket.on('error', () => undefined);
    };
    const port = await listen(createNetServer(talk));
    return { commands, messages, mail: { url: `smtp://127.0.0.1:${port}`, from: 'slipway@example.invalid' } };
  };
  const TEAM: Audience = { name: 'team', kind: 'mail', to: ['ada@example.invalid', 'bob@example.invalid'] };

  it('reaches every address, and says what and whom it is about', async () => {
    const { commands, messages, mail } = await mailServer(null);
    expect(await openNotify({ mail }).deliver(TEAM, EVENT)).toEqual({ ok: true, value: undefined });
    expect(commands.filter((line) => line.startsWith('RCPT'))).toEqual([
      'RCPT TO:<ada@example.invalid>',
      'RCPT TO:<bob@example.invalid>',
    ]);
    const [text = ''] = messages;
    expect(text).toContain('From: slipway@example.invalid');
    expect(text).toContain('Subject: [slipway] newly needed: openssl');
    expect(text).toContain('Message-ID: <event-1.team@slipway>');
    expect(text).toContain('Slipway-Event: event-1');
    expect(text).toContain('openssl (bookworm): to 3.0.17-1');
    expect(text).toContain('CVE-2026-1, and 2 more');
    expect(text).toContain('2 hosts: web-1, web-2');
  });

  it('tells of a refused feed in words', async () => {
    const { messages, mail } = await mailServer(null);
    const content = { feed: 'kev', reason: { code: 'feed-is-html', facts: { feed: 'kev' } }, goodAt: null };
    await openNotify({ mail }).deliver(TEAM, { ...EVENT, kind: 'feed-refused', content });
    expect(messages[0]).toContain('Subject: [slipway] feed kev was refused');
    expect(messages[0]?.replaceAll('=\n', '')).toContain('The feed kev answered with a web page instead of data');
  });

  it.each(['MAIL', 'DATA'])('that the server refuses at %s was not taken', async (word) => {
    const { mail } = await mailServer(word);
    expect(await openNotify({ mail }).deliver(TEAM, EVENT)).toMatchObject({
      ok: false,
      reason: { code: 'notice-not-taken', facts: { audience: 'team' } },
    });
  });

  it('without a server was not taken', async () => {
    expect(await openNotify({ mail: null }).deliver(TEAM, EVENT)).toMatchObject({
      ok: false,
      reason: { facts: { detail: 'no mail server is configured' } },
    });
  });
});
