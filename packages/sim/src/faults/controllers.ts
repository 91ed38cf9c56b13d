// What befalls controllers besides their own deaths: an old backup, a database that is away, archives that move on.

import { settleRestored } from '@slipway/controller/app';
import { type Fault, nowAndThen, oneOf, pass } from './world.ts';

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
  'repositories-change': nowAndThen({ low: 5, high: 40 }, async ({ archive, say }, random) => {
    const name = oneOf(['openssl', 'curl', 'perl-base'], random) ?? 'curl';
    const version = `1.0-1+deb12u${random.between(2, 9)}`;
    if (archive.offers(name, version)) return;
    archive.publish(name, version);
    say(`${name} ${version} is published`);
  }),
} as const satisfies Readonly<Record<string, Fault>>;
