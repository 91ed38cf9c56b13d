// Makes the fleet of this part in a process of its own, over the data directory in a folder: hosts of the images of `knowledge`,
// each with a tenth of its packages, so that it takes minutes and not half an hour. What lists of hosts read does not grow with
// the packages of a host. Then what reports read of each. Started by part.ts; the only place here that knows which store it is.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '@slipway/controller/store/sqlite';
import { instantOfMs } from '@slipway/core/time';
import { imageFleet } from '@slipway/testkit/generators';
import { FLEET_SEED, makeFleet, worldOn } from '../knowledge/index.ts';
import { addRecords } from './records.ts';

const PACKAGES_SHARE = 10;

const [folder = '', hosts = ''] = process.argv.slice(2);
const dataDirectory = join(folder, 'data');
mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });

const open = async () => {
  const store = await openSqliteStore({ dataDirectory });
  if (!store.ok) throw new Error(store.reason.code);
  return store.value;
};

const whole = imageFleet({ hosts: Number(hosts), seed: FLEET_SEED });
const images = whole.images.map((image) => ({
  ...image,
  packages: image.packages.filter((_, at) => at % PACKAGES_SHARE === 0),
}));
await makeFleet({
  path: join(dataDirectory, 'slipway.db'),
  fleet: { ...whole, images, drifted: [] },
  open,
  worldOn: (store) => worldOn(store, folder),
});
const store = await open();
await addRecords(store, { hosts: Number(hosts), now: instantOfMs(Date.now()) });
await store.close();
