import type { AuditEvent } from '@slipway/controller/ports';
import { type MemoryStore, openMemoryStore } from '@slipway/controller/store/memory';
import { digestOfText, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { expect, test } from 'vitest';
import { watchAudit } from './audit.ts';

const factOf = (who: string) => ({ at: THE_MORNING, who, action: 'host.free', object: 'host-1', facts: {} });

const watched = (store: MemoryStore) => {
  const told: string[] = [];
  const its = watchAudit(store, { sha256, broken: (text) => told.push(text) });
  const add = async (...names: readonly string[]): Promise<void> =>
    await its.write(async ({ access }) => {
      for (const who of names) await access.addAuditEvent(factOf(who));
    });
  return { its, told, add };
};

test('a chain is followed over writes, over one that is undone, and back to a backup', async () => {
  const { its, told, add } = watched(openMemoryStore());
  await add('ada', 'ben');
  await its.backUp();
  await add('cy');
  await expect(
    its.write(async ({ access }) => {
      await access.addAuditEvent(factOf('dan'));
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  await add('eve');
  await its.restore();
  await add('fay');
  expect(told).toEqual([]);
  const { items } = await its.read(async ({ access }) => await access.auditEvents({ after: null, limit: 10 }));
  expect(items.map(({ who }) => who)).toEqual(['ada', 'ben', 'fay']);
});

/** A store that stores other events than it was told. */
const forging = (store: MemoryStore, forge: (event: AuditEvent) => AuditEvent): MemoryStore => ({
  ...store,
  write: async (work) =>
    await store.write(async (change) => {
      const access = Object.create(change.access) as typeof change.access;
      access.addAuditEvent = async (fact) => forge(await change.access.addAuditEvent(fact));
      return await work(Object.create(change, { access: { value: access } }) as typeof change);
    }),
});

test.each<readonly [string, (event: AuditEvent) => AuditEvent]>([
  ['another person', (event) => ({ ...event, who: 'nobody' })],
  ['another place', (event) => ({ ...event, sequence: event.sequence + 1 })],
  ['another one before it', (event) => ({ ...event, previous: digestOfText('another') })],
])('an event with %s is told', async (_what, forge) => {
  const { told, add } = watched(forging(openMemoryStore(), forge));
  await add('ada');
  expect(told).toEqual([expect.stringContaining('the audit chain is broken')]);
});
