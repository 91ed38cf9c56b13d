// What befalls controllers besides their own deaths: an old backup, a database that is away, a package store without room,
// and what they take from outside: archives that move on, feeds, the rules of time zones.

import { addFeed, askFeedLook, settleRestored } from '@slipway/controller/app';
import { addSeconds } from '@slipway/core/time';
import { ADMINISTRATOR } from '../people/index.ts';
import { NIGHTLY_ZONE } from '../policy.ts';
import { type Fault, type FaultWorld, nowAndThen, oneOf, pass } from './world.ts';

export const FEED = {
  ...{ name: 'vendor', kind: 'osv', location: 'https://feeds.invalid/' },
  ...{ release: null, sha256: null, keyring: null },
} as const;

/** A person wants it looked at now; where the database is an older one that does not know it, it is added again. */
const lookAtFeed = async ({ controller: { app } }: FaultWorld): Promise<void> => {
  const asked = await askFeedLook(app, ADMINISTRATOR, FEED.name);
  if (!asked.ok) await addFeed(app, ADMINISTRATOR, FEED);
};

const DAY = 86_400;

export const controllerFaults = {
  'old-backup': async (world, random) => {
    const { controller, people, say } = world;
    await pass(world, random, { low: 15, high: 60 });
    if (world.over()) return;
    await controller.store.backUp();
    say('the controller is backed up');
    await pass(world, random, { low: 2, high: 40 });
    if (world.over()) return;
    world.killControllers();
    await controller.store.restore();
    const settled = await settleRestored(controller.app.ports, 'the backup');
    people.restored();
    say(`the controller is restored: ${JSON.stringify(settled)}`);
  },
  // Restarted, failed over, cut off: for all of them at once, and for longer than a claim, a grant or a host's patience lasts.
  'database-away': nowAndThen({ low: 10, high: 70 }, async (world, random) => {
    world.setDatabaseAway(true);
    world.say('the database is away');
    await pass(world, random, { low: 1, high: 15 });
    world.setDatabaseAway(false);
    world.say('the database is back');
  }),
  'package-store-full': nowAndThen({ low: 5, high: 40 }, async (world, random) => {
    world.packageStore.setFull(true);
    world.say('the package store is full');
    await pass(world, random, { low: 1, high: 20 });
    world.packageStore.setFull(false);
    world.say('the package store has room');
  }),
  'feeds-fail': nowAndThen({ low: 5, high: 30 }, async (world, random) => {
    const { archive, feeds, time, say } = world;
    const source = oneOf(['openssl', 'curl', 'perl-base'], random) ?? 'curl';
    const number = random.between(1, 20);
    const says = { cvssTenths: random.between(1, 100), epssPpm: random.between(1, 1_000_000) };
    const notice = { name: `DSA-${number}`, vulnerability: `CVE-2026-${number}`, severity: 'high' as const };
    feeds.publish({ ...notice, ...says, source, fixed: archive.newest(source) }, time.now());
    const trouble = oneOf(['stale', 'wrong', 'vanished'] as const, random);
    feeds.trouble(trouble);
    say(`the feed is ${trouble}`);
    await lookAtFeed(world);
    await pass(world, random, { low: 1, high: 20 });
    feeds.trouble(null);
    say('the feed is whole');
    await lookAtFeed(world);
  }),
  // A government decides, and its decision is taken back. A program has the database that it was started with.
  'zone-rules-change': nowAndThen({ low: 10, high: 90 }, async (world, random) => {
    const aheadMs = (random.chance(0.5) ? 1 : -1) * 3_600_000;
    world.zones.move({ zone: NIGHTLY_ZONE, from: addSeconds(world.time.now(), -2 * DAY), aheadMs });
    world.say(`the clocks of ${NIGHTLY_ZONE} are ${aheadMs < 0 ? 'put back' : 'put on'} an hour`);
    world.killControllers();
    await pass(world, random, { low: 2, high: 40 });
    world.zones.move(null);
    world.say(`the clocks of ${NIGHTLY_ZONE} are left alone`);
    world.killControllers();
  }),
  'repositories-change': nowAndThen({ low: 5, high: 40 }, async ({ archive, say }, random) => {
    const name = oneOf(['openssl', 'curl', 'perl-base'], random) ?? 'curl';
    const version = `1.0-1+deb12u${random.between(2, 9)}`;
    if (archive.offers(name, version)) return;
    archive.publish(name, version);
    say(`${name} ${version} is published`);
  }),
} as const satisfies Readonly<Record<string, Fault>>;
