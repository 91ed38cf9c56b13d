// A controller as a process, as far as a store sees one: it takes a claim, and writes under it where it still holds.
// argv: URL of the database, `between` or `within` (where it says that it may be stopped). It says one line per step.

import { setTimeout as delay } from 'node:timers/promises';
import { StoreFailure } from '@slipway/controller/ports';
import { databaseAddress, openPostgresStore } from '@slipway/controller/store/postgres';
import { addSeconds, instantOfMs } from '@slipway/core/time';

const [url = '', where = ''] = process.argv.slice(2);
const CLAIM_SECONDS = 2;
/** The test stops the process in this time. */
const PAUSE_MS = 2000;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const address = await databaseAddress(url, null);
const opened = address.ok ? await openPostgresStore(address.value) : address;
if (!opened.ok) throw new Error(`refused: ${opened.reason.code}`);
const store = opened.value;

const now = instantOfMs(Date.now());
const claim = await store.write(
  async ({ rollouts }) => await rollouts.claim('rollout:1', 'one', now, addSeconds(now, CLAIM_SECONDS)),
);
if (claim === null) throw new Error('the claim was taken');

const act = async (pauseMs: number): Promise<string> => {
  try {
    return await store.write(async ({ access, rollouts }) => {
      if (!(await rollouts.claimHolds(claim))) return 'fenced';
      await access.setSetting('incarnation', 'one');
      if (pauseMs > 0) {
        say('within');
        await delay(pauseMs);
        await access.setSetting('restored-at', 'one');
      }
      return 'written';
    });
  } catch (error) {
    return error instanceof StoreFailure ? error.reason.code : String(error);
  }
};

if (where === 'between') {
  say('between');
  await delay(PAUSE_MS);
} else {
  say(await act(PAUSE_MS));
}
// As the next look does.
say(await act(0));
await store.close();
