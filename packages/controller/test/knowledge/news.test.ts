// News is read beside other work and told in one short write: what changes between the two is neither lost nor told twice.

import { addFeed, assessPending, importFeed, lookAtKnowledge, tellNews } from '@slipway/controller/app';
import type { Store } from '@slipway/controller/ports';
import { openMemoryStore } from '@slipway/controller/store/memory';
import type { KnowledgeRecord } from '@slipway/core/advisory';
import type { InstalledPackage } from '@slipway/core/inventory';
import { anInventory, aPackage, aPolicy, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, anAdvisoryRecord, aStatement, aStoredInventory, hostIdOf } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { ADA, OPENSSL, SPEC, world } from './world.ts';

const OLDER = aPackage({ name: 'openssl', version: '3.0.14-1' });
const NGINX = aPackage({ name: 'nginx', version: '1.22-1' });
const ABOUT_OPENSSL = anAdvisoryRecord({ recordId: 'DSA-1', vulnerabilities: ['CVE-2026-1'] });
const ABOUT_NGINX = anAdvisoryRecord({
  recordId: 'DSA-2',
  vulnerabilities: ['CVE-2026-2'],
  statements: [aStatement({ source: 'nginx', fixed: '1.22-2' })],
});

/** `before.write`, once: what happens after everything was read and before the next write. */
const worldWithPause = async () => {
  const memory = openMemoryStore();
  const before: { write: (() => Promise<unknown>) | null } = { write: null };
  const store: Store = {
    ...memory,
    write: async (work) => {
      const pause = before.write;
      before.write = null;
      await pause?.();
      return await memory.write(work);
    },
  };
  const { app, content, events } = world({ store });
  const judge = async () => {
    while ((await assessPending(app)) > 0);
  };
  /** Judged as well, but nobody is told. */
  const carry = async (hostId: string, packages: readonly InstalledPackage[]) => {
    await store.write(async ({ fleet }) => {
      if ((await fleet.host(hostIdOf(hostId))) === null) await fleet.addHost(aHostRecord({ hostId }));
      await fleet.putInventory(hostIdOf(hostId), aStoredInventory({ packages }));
    });
    await judge();
  };
  const say = async (...records: readonly KnowledgeRecord[]) => {
    content.set('debian', records);
    await importFeed(app, 'debian');
    await judge();
  };
  /** Message by message, the newest first. */
  const told = async () =>
    (await events()).map((event) =>
      (event.kind === 'newly-affected' ? event.content.updates : []).map(
        ({ sourcePackage, hosts, hostsInAll, vulnerabilities }) =>
          `${vulnerabilities.join()} of ${sourcePackage}: ${hosts.join()} (${hostsInAll})`,
      ),
    );
  await addFeed(app, ADA, SPEC);
  await carry('a', [OPENSSL, NGINX]);
  return { app, before, store, carry, say, told };
};

describe('news that changes while it is read', () => {
  it('by another update, is told without it, and then that', async () => {
    const { app, before, say, told } = await worldWithPause();
    await say(ABOUT_OPENSSL);
    before.write = async () => await say(ABOUT_OPENSSL, ABOUT_NGINX);
    expect(await tellNews(app)).toBe('told');
    expect(await told()).toEqual([['CVE-2026-1 of openssl: a (1)']]);
    expect(await tellNews(app)).toBe('told');
    expect(await told()).toEqual([['CVE-2026-2 of nginx: a (1)'], ['CVE-2026-1 of openssl: a (1)']]);
    expect(await tellNews(app)).toBe('nothing');
  });

  it('by packages of the same update, waits until it was read again: no host is left out', async () => {
    const { app, before, carry, say, told } = await worldWithPause();
    await say(ABOUT_OPENSSL, ABOUT_NGINX);
    before.write = async () => await carry('b', [OLDER]);
    expect(await tellNews(app)).toBe('changed');
    expect(await told()).toEqual([['CVE-2026-2 of nginx: a (1)']]);
    expect(await tellNews(app)).toBe('told');
    expect(await told()).toEqual([['CVE-2026-1 of openssl: a,b (2)'], ['CVE-2026-2 of nginx: a (1)']]);
    expect(await tellNews(app)).toBe('nothing');
  });

  it('because another controller told it, is not told again', async () => {
    const { app, before, say, told } = await worldWithPause();
    await say(ABOUT_OPENSSL);
    before.write = async () => expect(await tellNews(app)).toBe('told');
    expect(await tellNews(app)).toBe('changed');
    expect(await told()).toEqual([['CVE-2026-1 of openssl: a (1)']]);
    expect(await tellNews(app)).toBe('nothing');
  });

  it('until nobody needs it, is told to nobody and forgotten', async () => {
    const { app, before, carry, say, store, told } = await worldWithPause();
    await say(ABOUT_OPENSSL);
    before.write = async () => await carry('a', [NGINX]);
    expect(await tellNews(app)).toBe('changed');
    expect(await tellNews(app)).toBe('nothing');
    expect(await told()).toEqual([]);
    expect(await store.read(({ knowledge }) => knowledge.news())).toEqual([]);
  });

  it('makes the loop look again at once', async () => {
    const { app, before, carry, say, told } = await worldWithPause();
    while ((await lookAtKnowledge(app)) === 0);
    await say(ABOUT_OPENSSL);
    // The first write of the loop is a look at what is pending, the second one notes rules.
    const nth = { writes: 0 };
    const later = async (): Promise<void> => {
      nth.writes += 1;
      if (nth.writes < 3) before.write = later;
      else await carry('b', [OLDER]);
    };
    before.write = later;
    while ((await lookAtKnowledge(app)) === 0);
    expect(nth.writes).toBe(3);
    expect(await told()).toEqual([['CVE-2026-1 of openssl: a,b (2)']]);
  });
});

it('news beyond the length of a message is counted in it, and told with it', async () => {
  const { app, carry, say, told, store } = await worldWithPause();
  const names = Array.from({ length: 53 }, (_, at) => `package-${String(at).padStart(2, '0')}`);
  await carry(
    'a',
    names.map((name) => aPackage({ name, version: '1' })),
  );
  await say(
    ...names.map((name) =>
      anAdvisoryRecord({ recordId: name, statements: [aStatement({ source: name, fixed: '2' })] }),
    ),
  );
  // The first is needed by nobody any more: it takes no place.
  await carry(
    'a',
    names.slice(1).map((name) => aPackage({ name, version: '1' })),
  );
  expect(await tellNews(app)).toBe('told');
  expect((await told())[0]).toHaveLength(50);
  const [event] = (await store.read(({ outbox }) => outbox.events({ after: null, limit: 1 }))).items;
  expect(event?.content).toMatchObject({ updatesInAll: 52 });
  expect(await tellNews(app)).toBe('nothing');
});

describe('news of a kernel', () => {
  const release = '6.1.0-50-amd64';
  const image = aPackage({ name: `linux-image-${release}`, version: '6.1.1-1', sourceName: 'linux' });
  const about = anAdvisoryRecord({
    recordId: 'DSA-7',
    vulnerabilities: ['CVE-2026-7'],
    statements: [aStatement({ source: 'linux', fixed: '6.1.2-1' })],
  });

  it('names the hosts where it runs, and none where it lies about unused', async () => {
    const { app, carry, say, store, told } = await worldWithPause();
    // A container, as made hosts are: its carrier's kernel runs there.
    await carry('idle', [image]);
    await say(about);
    expect(await tellNews(app)).toBe('nothing');
    const { system } = anInventory();
    const kernel = { running: release, installed: [release], nextBoot: release };
    await store.write(async ({ fleet }) => {
      await fleet.addHost(aHostRecord({ hostId: 'runs' }));
      const inventory = { packages: [image], system: { ...system, virtualisation: 'none', kernel } };
      await fleet.putInventory(hostIdOf('runs'), aStoredInventory(inventory));
    });
    await say(anAdvisoryRecord({ ...about.record, vulnerabilities: ['CVE-2026-7', 'CVE-2026-8'] }));
    expect(await tellNews(app)).toBe('told');
    expect(await told()).toEqual([['CVE-2026-8 of linux: runs (1)']]);
  });
});

it('says of which environments its hosts are, where a contact hears of some alone', async () => {
  const { app, content, events, store } = world();
  await store.write(async ({ fleet, plans }) => {
    for (const [hostId, environment] of Object.entries({ a: 'prod', b: 'dev', c: null })) {
      await fleet.addHost(aHostRecord({ hostId, labels: environment === null ? {} : { environment } }));
      await fleet.putInventory(hostIdOf(hostId), aStoredInventory({ packages: [OPENSSL] }));
    }
    const contacts = [{ name: 'night', audience: 'ops', environments: ['prod'] }];
    await plans.savePolicy({ revision: 0, value: aPolicy({ contacts }) }, 'ada', THE_MORNING);
  });
  for (let look = 0; look < 50 && (await assessPending(app)) > 0; look++);
  await addFeed(app, ADA, SPEC);
  content.set('debian', [anAdvisoryRecord({ recordId: 'DSA-1' })]);
  await importFeed(app, 'debian');
  for (let look = 0; look < 50 && (await assessPending(app)) > 0; look++);
  expect(await tellNews(app)).toBe('told');
  expect((await events())[0]?.environments).toEqual(['dev', 'prod']);
});
