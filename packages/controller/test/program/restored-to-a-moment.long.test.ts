// A database that was restored to a moment before something that should not have happened, and what a controller makes of it.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type AuditEvent, verifyAuditChain } from '@slipway/core/audit';
import { aCheckIn, sha256 } from '@slipway/testkit/builders';
import { type PostgresCluster, startPostgres } from '@slipway/testkit/postgres';
import { expect, it, onTestFinished } from 'vitest';
import { enrolAgent } from '../api/support/agent.ts';
import { ask, json } from '../api/support/http.ts';
import { aFolder, freePort, type Served, serve, start } from './support.ts';

const TIME_LIMIT_MS = 300_000;
/** So that the moment lies between two commits by any clock. */
const APART_MS = 1500;

it(
  'goes on from a moment of its own choosing: nothing of what came after it, the audit whole, generations from the hosts',
  async () => {
    const folder = await aFolder();
    const data = join(folder, 'data');
    const cluster = await startPostgres({ durable: true, archived: true });
    onTestFinished(() => cluster.stop());
    await cluster.createDatabase('slipway');
    const before = await serve(data, await freePort(), '--database', cluster.url('slipway'));
    const ca = await readFile(join(data, 'authority.pem'), 'utf8');
    const authorization = `Bearer ${before.token ?? ''}`;
    const people = async ({ port }: Served, method: string, path: string, body?: object) => {
      const { headers, ...content } = body === undefined ? { headers: {} } : json(body);
      return await ask({ port, ca, method, path, headers: { ...headers, authorization }, ...content });
    };
    const label = async (controller: Served, environment: string): Promise<void> => {
      const told = await people(controller, 'PUT', `/api/v1/hosts/${agent.hostId}/labels`, { labels: { environment } });
      expect(told.status, JSON.stringify(told.json)).toBeLessThan(300);
    };
    const agent = await enrolAgent({
      port: before.port,
      authority: ca,
      enrolmentSecret: async () => before.enrolmentToken ?? '',
    });
    const backup = await cluster.baseBackup();
    await label(before, 'kept');
    expect((await agent.checkIn()).status).toBe(200);

    await delay(APART_MS);
    const [moment = ''] = await cluster.ask('slipway', 'select now()');
    await delay(APART_MS);
    await label(before, 'undone');
    // Meanwhile the host has obeyed plans up to the seventh.
    const seventh = { ...aCheckIn().ledger, generation: 7 };
    expect((await agent.checkIn({ ledger: seventh })).status).toBe(200);
    expect(await generationsIn(cluster)).toEqual(['7']);
    before.child.kill('SIGTERM');
    await before.ended();

    const restored = await backup.restoredTo(moment);
    onTestFinished(() => restored.stop());
    const database = ['--database', restored.url('slipway')];
    expect(await generationsIn(restored)).toEqual(['0']);
    const settling = start('settle-restored', ...database);
    expect(await settling.ended(), settling.errors()).toBe(0);

    // On the port that its hosts know.
    const after = await serve(data, before.port, ...database);
    expect([after.token, after.trust]).toEqual([null, before.trust]);
    const host = (await people(after, 'GET', `/api/v1/hosts/${agent.hostId}`)).json;
    expect(host).toMatchObject({ host: { labels: { environment: 'kept' } } });
    const { items } = (await people(after, 'GET', '/api/v1/audit?limit=1000')).json as { readonly items: AuditEvent[] };
    const told = items.toSorted((a, b) => a.sequence - b.sequence);
    expect(verifyAuditChain(told, sha256).ok).toBe(true);
    expect(told.at(-1)).toMatchObject({ action: 'controller.restore' });
    expect(JSON.stringify(told)).not.toContain('undone');

    // Of the higher of both every next plan is one more (app/planning): none that the host has obeyed is ever made again.
    expect((await agent.checkIn({ ledger: seventh })).status).toBe(200);
    await expect.poll(async () => await generationsIn(restored)).toEqual(['7']);
    after.child.kill('SIGTERM');
    expect(await after.ended()).toBe(0);
  },
  TIME_LIMIT_MS,
);

/** As each host has told them. */
const generationsIn = async (cluster: PostgresCluster): Promise<readonly string[]> =>
  await cluster.ask('slipway', "select cast(document as json) -> 'contact' ->> 'ledgerGeneration' from host");
