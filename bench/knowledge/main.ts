// One step of this part in a process of its own, so that its memory and processor time are its own: `feed`, `fleet`,
// `import`, `alternatives`, `wire` or `changes`, over the data directory in a folder. Prints its measures as JSON. Started by part.ts; the only place
// here that knows which store it is.

import { join } from 'node:path';
import type { Store } from '@slipway/controller/ports';
import { openSqliteStore } from '@slipway/controller/store/sqlite';
import { imageFleet } from '@slipway/testkit/generators';
import { measureAlternatives } from './alternatives-step.ts';
import { measureChanges } from './change-step.ts';
import { feedOf, writeFeedZip } from './feed-files.ts';
import { makeFleet } from './fleet-step.ts';
import { importWholeFeed } from './import-step.ts';
import { FLEET_SEED } from './size.ts';
import { measureWire } from './wire-step.ts';
import { worldOn } from './world.ts';

const [step = '', folder = '', hosts = ''] = process.argv.slice(2);
const dataDirectory = join(folder, 'data');
const database = join(dataDirectory, 'slipway.db');

const open = async (): Promise<Store> => {
  const store = await openSqliteStore({ dataDirectory });
  if (!store.ok) throw new Error(store.reason.code);
  return store.value;
};

const run = async (): Promise<object | null> => {
  if (step === 'import')
    return await importWholeFeed(worldOn(await open(), folder), join(folder, 'feed.zip'), database);
  const fleet = imageFleet({ hosts: Number(hosts), seed: FLEET_SEED });
  if (step === 'feed') return { zipBytes: writeFeedZip(join(folder, 'feed.zip'), feedOf(fleet)) };
  if (step === 'wire') return await measureWire(fleet, dataDirectory);
  if (step === 'alternatives') return await measureAlternatives(worldOn(await open(), folder), fleet, folder);
  if (step === 'changes') return await measureChanges(worldOn(await open(), folder), fleet, folder);
  if (step !== 'fleet') throw new Error(`there is no step ${step}`);
  return await makeFleet({ path: database, fleet, open, worldOn: (store) => worldOn(store, folder) });
};

console.log(JSON.stringify(await run()));
