// What feeds mean for patch sets: a notice that was taken back, and an exposure that a patch set would bring.

import { openContentMemory } from '@slipway/controller/content/memory';
import { openMemoryStore } from '@slipway/controller/store/memory';
import type { KnowledgeRecord } from '@slipway/core/advisory';
import { addSeconds } from '@slipway/core/time';
import { aPackage, aPatchSet, aTarget, digestOfPatchSet, sha256, THE_MORNING } from '@slipway/testkit/builders';
import {
  aHostRecord,
  anAdvisoryRecord,
  aPromotion,
  aStatement,
  aStoredFeed,
  aStoredInventory,
  hostIdOf,
} from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { App } from '../context.ts';
import { assessPending } from '../knowledge/index.ts';
import { checkPatchSet } from './check.ts';
import { liftQuarantine } from './index.ts';
import { quarantineWithdrawn } from './withdrawn.ts';

const ADA = { person: 'ada', roles: ['administrator'], teams: [] } as const;
const target = aTarget({ name: 'openssl', version: '3.0.17-1', sourceName: 'openssl', sourceVersion: '3.0.17-1' });
const patchSet = aPatchSet({ targets: [target] });
const digest = digestOfPatchSet(patchSet);
const LATER = addSeconds(THE_MORNING, 3600);

const aWorld = async () => {
  const store = openMemoryStore();
  const content = openContentMemory();
  const ports = {
    store,
    content,
    sha256,
    clock: { now: () => addSeconds(LATER, 3600) },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    nudge: { notify: () => undefined },
  };
  const app = { ports, options: {} } as unknown as App;
  await store.write(async ({ fleet, knowledge, patchSets, promotions }) => {
    await patchSets.addPatchSet({ digest, patchSet, author: 'schedule', cutAt: LATER });
    await promotions.addPromotion(aPromotion({ promotionId: 'dev.1', patchSetDigest: digest }));
    await knowledge.addFeed(aStoredFeed());
    for (const [name, version] of [
      ['old', '3.0.15-1'],
      ['new', '3.0.17-1'],
    ] as const) {
      await fleet.addHost(aHostRecord({ hostId: name }));
      const packages = [aPackage({ name: 'openssl', version, sourceName: 'openssl', sourceVersion: version })];
      await fleet.putInventory(hostIdOf(name), aStoredInventory({ packages }));
    }
  });
  const learn = async (records: readonly KnowledgeRecord[], at = LATER) => {
    await store.write(async ({ knowledge }) => {
      const number = await knowledge.beginImport('debian', at);
      await knowledge.addPortion(number, records);
      await knowledge.finishImport(number, { at, feedDate: at });
      const feed = await knowledge.feed('debian');
      if (feed === null) throw new Error('no feed');
      const lastImport = { number, at, records: 1, opened: 1, closed: 0, problems: 0, releases: [] };
      await knowledge.saveFeed({
        revision: feed.revision,
        value: {
          ...feed.value,
          lastImport,
          goodAt: at,
          mark: { etag: null, lastModified: null, sha256: null } as never,
        },
      });
    });
    for (let judged = 1; judged > 0; ) judged = await assessPending(app);
  };
  const standing = async () =>
    (await store.read(async ({ promotions }) => await promotions.standingQuarantines())).map(
      ({ quarantineId, by, package: its, version }) => ({ quarantineId, text: `${by}: ${its.name} ${version}` }),
    );
  return { app, store, content, learn, standing };
};
const notice = (withdrawnAt: typeof LATER | null) =>
  anAdvisoryRecord({
    recordId: 'DSA-1',
    withdrawnAt,
    statements: [aStatement({ source: 'openssl', fixed: '3.0.17-1' })],
  });

describe('a notice that its vendor took back', () => {
  it('keeps the version that it named from hosts, once, and not again after a person has lifted it', async () => {
    const { app, learn, standing } = await aWorld();
    await learn([notice(null)]);
    expect([await quarantineWithdrawn(app), await standing()]).toEqual([false, []]);
    await learn([notice(LATER)], addSeconds(LATER, 60));
    expect(await quarantineWithdrawn(app)).toBe(true);
    const [found] = await standing();
    expect(found?.text).toBe('DSA-1: openssl 3.0.17-1');
    expect(await quarantineWithdrawn(app)).toBe(false);
    await liftQuarantine(app, ADA, { quarantineId: found?.quarantineId ?? '', why: 'the vendor has erred' });
    await learn([notice(LATER)], addSeconds(LATER, 120));
    expect([await quarantineWithdrawn(app), await standing()]).toEqual([false, []]);
  });
});

describe('a patch set that would enter an environment', () => {
  const affects = (introduced: string | null) => {
    const statement = aStatement({ source: 'openssl', fixed: null });
    const ranges = [{ introduced, end: { kind: 'none' as const } }];
    return anAdvisoryRecord({
      ...{ recordId: 'CVE-2026-9', kind: 'vulnerability', vulnerabilities: ['CVE-2026-9'] },
      statements: [{ ...statement, says: { kind: 'affected-in', ranges, versions: [], note: null } }],
    });
  };
  const exposure = async (world: Awaited<ReturnType<typeof aWorld>>) =>
    (await checkPatchSet(world.app, digest)).exposure;

  it('brings nothing new, or something that hosts do not have and nobody knew of at the cut', async () => {
    const world = await aWorld();
    expect((await exposure(world)).answer).toBe('unknown');
    await world.learn([notice(null)], THE_MORNING);
    expect((await exposure(world)).answer).toBe('yes');
    await world.learn([notice(null), affects('3.0.16-1')], addSeconds(LATER, 60));
    expect(await exposure(world)).toMatchObject({
      answer: 'no',
      reason: { code: 'exposure-new', facts: { package: 'openssl', vulnerability: 'CVE-2026-9' } },
    });
  });

  it('may bring what was known at the cut, or what hosts have anyway', async () => {
    const known = await aWorld();
    await known.learn([affects('3.0.16-1')], THE_MORNING);
    expect((await exposure(known)).answer).toBe('yes');
    const everywhere = await aWorld();
    await everywhere.learn([affects(null)], addSeconds(LATER, 60));
    expect((await exposure(everywhere)).answer).toBe('yes');
  });

  it('has its files in the package store, by hash, or does not enter', async () => {
    const { app } = await aWorld();
    expect((await checkPatchSet(app, digest)).files).toMatchObject({
      answer: 'no',
      reason: { code: 'files-gone', facts: { package: 'openssl', version: '3.0.17-1' } },
    });
  });
});
