// Against real servers on loopback: what arrives, byte for byte, and what is not taken for delivered.

import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from 'node:net';
import { THE_MORNING } from '@slipway/testkit/builders';
import { describeNotify } from '@slipway/testkit/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Audience, Letter } from '../../ports/index.ts';
import { openNotify } from './index.ts';

const LETTER: Letter = {
  letterId: 'event-1',
  at: THE_MORNING,
  kind: 'newly-affected',
  subject: 'newly needed: openssl',
  lines: ['openssl (bookworm): to 3.0.17-1', '  2 hosts: web-1, web-2'],
  body: { eventId: 'event-1', at: THE_MORNING, kind: 'newly-affected', content: { updatesInAll: 1 } },
};

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
};

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What was answered. */
  readonly status: number;
}

/** A server that answers so, and what arrived. */
const receiver = async (status: number, headers: Readonly<Record<string, string>> = {}) => {
  const received: Received[] = [];
  const answers = { status };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status } = answers;
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        status,
      });
      response.writeHead(status, headers).end('thanks');
    });
  });
  const port = await listen(server);
  return { received, answers, url: `http://127.0.0.1:${port}` };
};

const deliver = async (audience: Audience, letter = LETTER) =>
  await openNotify({ mail: null }).deliver(audience, letter);

describe('a webhook', () => {
  const chat = (url: string): Audience => ({ name: 'chat', kind: 'webhook', url: `${url}/in?a=1`, key: 'shared' });

  it('gets the event with its id, signed over the bytes as sent', async () => {
    const { received, url } = await receiver(204);
    expect(await deliver(chat(url))).toEqual({ ok: true, value: undefined });
    const [one] = received;
    expect(one?.path).toBe('/in?a=1');
    expect(JSON.parse(one?.body ?? '')).toEqual(LETTER.body);
    const signature = createHmac('sha256', 'shared')
      .update(one?.body ?? '')
      .digest('hex');
    expect(one?.headers).toMatchObject({
      'content-type': 'application/json',
      'slipway-event': 'event-1',
      'slipway-signature': `sha256=${signature}`,
    });
  });

  it('whose key is empty has signed nothing', () => {
    const bytes = Buffer.from('{}');
    const signature = (key: string) => `sha256=${createHmac('sha256', key).update(bytes).digest('hex')}`;
    const isSigned = (key: string, by: string) =>
      openNotify({ mail: null }).isSignedBy(
        { name: 'desk', kind: 'webhook', url: 'https://desk.invalid', key },
        bytes,
        by,
      );
    expect([isSigned('shared', signature('shared')), isSigned('shared', signature('other'))]).toEqual([true, false]);
    expect(isSigned('', signature(''))).toBe(false);
  });

  it.each([400, 410, 500, 503])('that answers %d has not taken it', async (status) => {
    const { url } = await receiver(status);
    const told = await deliver(chat(url));
    expect(told).toMatchObject({ ok: false, reason: { code: 'notice-not-taken', facts: { audience: 'chat' } } });
  });

  it('is not followed to another place', async () => {
    const { received, url } = await receiver(307, { Location: '/elsewhere' });
    const told = await deliver(chat(url));
    expect(told).toMatchObject({ ok: false, reason: { facts: { detail: 'it answered 307' } } });
    expect(received).toHaveLength(1);
  });

  it('that nobody listens on is told so', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const told = await deliver(chat(`http://127.0.0.1:${port}`));
    expect(told).toMatchObject({ ok: false, reason: { facts: { detail: expect.stringContaining('ECONNREFUSED') } } });
  });
});

/** What a host may have said: markup, links and mentions of every chat, and what no line may hold. */
const SAID =
  'a & <b> <!channel> @here [click](https://evil.invalid) **bold** WWW.evil.invalid {{DATE(2026-01-01T00:00:00Z)}}';

describe('Slack and Mattermost', () => {
  const chat = (url: string): Audience => ({ name: 'chat', kind: 'slack', url: `${url}/services/T0/B0/secret` });

  it('get a text of their form, in which nothing that was said means anything', async () => {
    const { received, url } = await receiver(200);
    expect(await deliver(chat(url), { ...LETTER, lines: [SAID] })).toEqual({ ok: true, value: undefined });
    expect(received[0]?.path).toBe('/services/T0/B0/secret');
    expect(received[0]?.headers['content-type']).toBe('application/json');
    const { text, ...others } = JSON.parse(received[0]?.body ?? '') as { readonly text: string };
    expect(others).toEqual({ mrkdwn: false, unfurl_links: false, unfurl_media: false });
    expect(text.split('\n')).toEqual([
      '[slipway] newly needed: openssl',
      'a &amp; &lt;b&gt; &lt;!channel&gt; @\u200bhere [click]\u200b(https:\u200b//evil.invalid) **bold** WWW\u200b.evil.invalid {{DATE(2026-01-01T00:00:00Z)}}',
    ]);
  });

  it('get the beginning of what is long, and see that there is more', async () => {
    const { received, url } = await receiver(200);
    await deliver(chat(url), { ...LETTER, lines: Array.from({ length: 400 }, (_, at) => `line ${at}`) });
    await deliver(chat(url), { ...LETTER, lines: ['x'.repeat(3000), 'y'.repeat(3000)] });
    const texts = received.map(({ body }) => (JSON.parse(body) as { readonly text: string }).text.split('\n'));
    expect(texts[0]).toHaveLength(17);
    expect(texts[0]?.at(-1)).toBe('…');
    expect(texts[1]).toEqual(['[slipway] newly needed: openssl', 'x'.repeat(3000), '…']);
  });

  it.each([404, 429, 500])(
    'that answer %d have not taken it, and the reason does not hold the address',
    async (status) => {
      const { url } = await receiver(status);
      const told = await deliver(chat(url));
      expect(told).toMatchObject({ ok: false, reason: { facts: { detail: `it answered ${status}` } } });
    },
  );

  it('whose address is no address is told without it', async () => {
    const told = await deliver({ name: 'chat', kind: 'slack', url: 'https://hooks.invalid:99999/services/secret' });
    expect(told.ok).toBe(false);
    expect(JSON.stringify(told)).not.toContain('secret');
  });
});

describe('Microsoft Teams', () => {
  it('gets a message with one adaptive card of plain text runs', async () => {
    const { received, url } = await receiver(202);
    const audience: Audience = { name: 'chat', kind: 'teams', url: `${url}/workflows/1/triggers/manual?sig=secret` };
    expect(await deliver(audience, { ...LETTER, lines: [SAID, ''] })).toEqual({ ok: true, value: undefined });
    const plain = (text: string, style = {}) => ({
      type: 'RichTextBlock',
      inlines: [{ type: 'TextRun', text, ...style }],
    });
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.2',
            body: [plain('[slipway] newly needed: openssl', { weight: 'Bolder' }), plain(SAID), plain(' ')],
          },
        },
      ],
    });
  });
});

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

describe('mail', () => {
  const TEAM: Audience = { name: 'team', kind: 'mail', to: ['ada@example.invalid', 'bob@example.invalid'] };

  it('reaches every address, with the subject and the lines', async () => {
    const { commands, messages, mail } = await mailServer(null);
    expect(await openNotify({ mail }).deliver(TEAM, LETTER)).toEqual({ ok: true, value: undefined });
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
    expect(text).toContain('2 hosts: web-1, web-2');
  });

  it('takes an id with a digest in it, and no header from a subject', async () => {
    const { messages, mail } = await mailServer(null);
    const letter = { ...LETTER, letterId: 'announce-sha256:ab', subject: 'a\r\nBcc: eve@example.invalid\r\n\r\nbody' };
    expect(await openNotify({ mail }).deliver(TEAM, letter)).toMatchObject({ ok: true });
    expect(messages[0]).toContain('Message-ID: <announce-sha256-ab.team@slipway>');
    const headers = messages[0]?.split('\n\n')[0] ?? '';
    expect(headers.split('\n').filter((line) => /^bcc:/i.test(line))).toEqual([]);
  });

  it.each(['MAIL', 'DATA'])('that the server refuses at %s was not taken', async (word) => {
    const { mail } = await mailServer(word);
    expect(await openNotify({ mail }).deliver(TEAM, LETTER)).toMatchObject({
      ok: false,
      reason: { code: 'notice-not-taken', facts: { audience: 'team' } },
    });
  });

  it('never sends its password in the clear, whatever the server offers', async () => {
    const { commands, messages, mail } = await mailServer('STARTTLS');
    const url = mail.url.replace('smtp://', 'smtp://slipway:word@');
    expect((await openNotify({ mail: { ...mail, url } }).deliver(TEAM, LETTER)).ok).toBe(false);
    expect(messages).toEqual([]);
    expect(commands.filter((line) => /^(?:AUTH|MAIL)/i.test(line))).toEqual([]);
  });

  it('by an address that cannot be read was not taken, and its password is in no reason', async () => {
    const mail = { url: 'smtp//slipway:word@mail.invalid', from: 'slipway@example.invalid' };
    const told = await openNotify({ mail }).deliver(TEAM, LETTER);
    expect(told).toMatchObject({ ok: false, reason: { code: 'notice-not-taken' } });
    expect(JSON.stringify(told)).not.toContain('word');
  });

  it('without a server was not taken', async () => {
    expect(await openNotify({ mail: null }).deliver(TEAM, LETTER)).toMatchObject({
      ok: false,
      reason: { facts: { detail: 'no mail server is configured' } },
    });
  });
});

describeNotify('the real one', async () => {
  const [chats, mails] = [await receiver(200), await mailServer(null)];
  let notify = openNotify({ mail: mails.mail });
  const audiences: readonly Audience[] = [
    { name: 'hook', kind: 'webhook', url: `${chats.url}/hook`, key: 'shared' },
    { name: 'team', kind: 'mail', to: ['ada@example.invalid'] },
    { name: 'night', kind: 'slack', url: `${chats.url}/night` },
    { name: 'office', kind: 'teams', url: `${chats.url}/office` },
  ];
  return {
    notify: {
      deliver: async (audience, letter) => await notify.deliver(audience, letter),
      isSignedBy: (audience, bytes, signature) => notify.isSignedBy(audience, bytes, signature),
    },
    audiences,
    arrived: (audience) => {
      if (audience === 'team') return mails.messages.map((text) => /^Subject: (.*)$/m.exec(text)?.[1] ?? '');
      return chats.received
        .filter(({ path, status }) => path === `/${audience}` && status === 200)
        .map(({ body }) => body);
    },
    refuse: () => {
      chats.answers.status = 503;
      notify = openNotify({ mail: { ...mails.mail, url: 'smtp://127.0.0.1:1' } });
    },
    dispose: async () => undefined,
  };
});
