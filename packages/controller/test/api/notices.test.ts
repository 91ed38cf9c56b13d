// Who is told, and what they were told, as the API serves it: with a real feed that fails and real receivers.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { starterPolicy } from '@slipway/core/policy';
import { endpoints } from '@slipway/protocol/api';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, type StoreKind, startController } from './support/controller.ts';

describe.each<StoreKind>(['memory', 'sqlite'])('notices over the %s store', (store) => {
  let controller: RunningController;
  let api: ApiClient;
  let folder: string;
  let receiver: Server;
  let status = 200;
  const received: { readonly path: string; readonly body: { readonly [name: string]: unknown } }[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-notices-'));
    controller = await startController({ store, loops: 'run' });
    api = clientOf(controller);
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        received.push({ path: request.url ?? '', body: JSON.parse(body) as never });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await controller.close();
    receiver.close();
    await rm(folder, { recursive: true });
  });

  const { audiences, feeds, notices, policy } = endpoints;
  const urlOf = (path: string): string => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;
  const SECRET = '/services/T0/B0/very-secret';

  it.each([
    [{ kind: 'mail', to: ['kim@example.com', 'nobody'] }, '"nobody" is not a mail address'],
    [{ kind: 'mail', to: [] }, 'to must not have fewer than 1 items'],
    [{ kind: 'mail', to: ['x'.repeat(300)] }, 'to/0 must not have more than 254 characters'],
    [{ kind: 'mail' }, 'must have required properties to'],
    [{ kind: 'slack', to: ['kim@example.com'] }, 'must have required properties url'],
    [{ kind: 'fax', to: ['1'] }, 'kind must be one of webhook, slack, teams, mail'],
  ])('what is wrong with %j is said of what it was meant to be', async (given, detail) => {
    const refused = await api.refused('input-invalid', audiences.add, { body: { name: 'wrong', ...given } as never });
    expect(refused.json).toMatchObject({ facts: { detail } });
  });

  it('the address of a chat is in no answer, and in no audit event', async () => {
    const chat = { name: 'chat', kind: 'slack', url: urlOf(SECRET) };
    const added = await api.call(audiences.add, { body: chat });
    expect(added).toEqual({ audience: { ...chat, url: urlOf('/…') }, key: null });
    const teams = await api.call(audiences.add, {
      body: { name: 'teams', kind: 'teams', url: 'https://prod.example/workflows/1?sig=very-secret' },
    });
    expect(teams.audience).toEqual({ name: 'teams', kind: 'teams', url: 'https://prod.example/…' });
    await api.call(audiences.remove, { params: { name: 'teams' } });
    // Administrators see a webhook's whole address; whoever reads the audit need not.
    const hook = { name: 'hook', kind: 'webhook', url: 'https://n8n.example/hook/1?token=very-secret' };
    expect((await api.call(audiences.add, { body: hook })).audience).toEqual(hook);
    await api.call(audiences.remove, { params: { name: 'hook' } });
    expect((await api.ask(audiences.list)).bytes.toString()).not.toContain('very-secret');
    const audit = await api.ask(endpoints.audit.list, { query: { limit: 1000 } });
    expect(audit.bytes.toString()).toContain('audience.add');
    expect(audit.bytes.toString()).not.toContain('very-secret');
    await api.refused('input-invalid', audiences.add, { body: { ...chat, name: 'x', url: 'http://hooks.example/' } });
  });

  it('a test is sent at once, and what became of it is said', async () => {
    expect(await api.call(audiences.test, { params: { name: 'chat' } })).toEqual({ taken: true, reason: null });
    expect(received.at(-1)).toMatchObject({ path: SECRET, body: { text: expect.stringContaining('a test') } });
    status = 404;
    const failed = await api.ask(audiences.test, { params: { name: 'chat' } });
    expect(failed.json).toMatchObject({ taken: false, reason: { facts: { detail: 'it answered 404' } } });
    expect(failed.bytes.toString()).not.toContain('very-secret');
    status = 200;
    await api.refused('not-found', audiences.test, { params: { name: 'nobody' } });
  });

  it('a contact says who hears what, and an audience that is not there is told where the change is weighed', async () => {
    const { revision } = await api.call(policy.show);
    const contacts = [
      { name: 'feeds', audience: 'chat', hears: ['feed-failed'] },
      { name: 'night', audience: 'pager', hears: ['host-failed'], digestMinutes: 5 },
    ];
    const templates = [{ event: 'feed-failed', audience: 'chat', subject: '[shop] {feed}', lines: ['{text}', 'See.'] }];
    const wanted = { ...starterPolicy(), contacts, templates };
    expect((await api.call(policy.effect, { body: wanted })).notes).toMatchObject([
      { path: ['contacts', 1, 'audience'], instead: 'one of chat' },
    ]);
    await api.call(policy.replace, { body: wanted, headers: { 'if-match': `"${revision}"` } });
    await writeFile(join(folder, 'feed.yaml'), '<html>login</html>');
    await api.call(feeds.add, { body: { name: 'broken', location: join(folder, 'feed.yaml') } });
    const notice = await vi.waitUntil(
      async () => (await api.call(notices.list)).items.find(({ deliveries }) => deliveries[0]?.state === 'delivered'),
      { timeout: 20_000, interval: 50 },
    );
    expect(notice).toMatchObject({ kind: 'feed-failed', deliveries: [{ audience: 'chat', contact: 'feeds' }] });
    const shown = await api.call(notices.show, { params: { eventId: notice.eventId } });
    expect(shown.text.subject).toBe('feed broken failed');
    // In the words that somebody got, beside those that nobody did.
    expect(shown.houseTexts).toEqual([
      { audiences: ['chat'], subject: '[shop] broken', lines: [...shown.text.lines, 'See.'] },
    ]);
    const [house] = shown.houseTexts ?? [];
    const got = [`[slipway] ${house?.subject}`, ...(house?.lines ?? [])].join('\n');
    expect(received.at(-1)?.body).toMatchObject({ text: got });
    await api.refused('not-found', notices.show, { params: { eventId: 'nothing' } });
  });

  it('contacts that cannot be meant are refused, all at once', async () => {
    const contacts = [
      { name: 'a', audience: 'chat', environments: ['nowhere'], digestMinutes: 5 },
      { name: 'a', audience: 'chat', hears: ['feed-failed', 'feed-failed'] },
    ];
    const refused = await api.refused('input-invalid', policy.effect, { body: { ...starterPolicy(), contacts } });
    expect((refused.json as { readonly title: string }).title).toMatch(/contacts\[1\]\.name.*and 2 more/);
  });
});
