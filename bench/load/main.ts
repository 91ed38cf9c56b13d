// `npm run load [-- --agents N --stored H --transactions M --seconds S --check-in S --speed X --json FILE]`: what one
// controller on the embedded database takes from a fleet of agents in processes of their own: the agent's own reporter and line,
// simulated hosts behind them. H hosts are in the store, as many as there are agents unless told. Idle; beside M transactions at
// once and a feed's import; and all of them at once after the controller has died under M more. Each figure beside its bound; a
// missed one fails nothing, something lost does (status 1).
// FILE gets the same as JSON.
// Not here: several controllers (`npm run chaos`), what knowing costs (`npm run bench -- knowledge`).
// May import: figure.ts, knowledge (its feed), the controller's ports (its store in main.ts alone), sim's wire and host, core, protocol, testkit.

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Store } from '@slipway/controller/ports';
import { openSqliteStore } from '@slipway/controller/store/sqlite';
import { adoptAll, approvedPlan, cut, eventually } from '@slipway/sim/wire';
import { type Figure, tableOf } from '../figure.ts';
import { busyPart } from './busy.ts';
import { busyFigures, enrolFigures, idleFigures, lossFigures, stormFigures } from './figures.ts';
import type { LoadEnvironment } from './fleet.ts';
import { lostOf } from './kept.ts';
import { type Ends, type LoadOptions, openSetting, type Setting } from './setting.ts';
import { stormPart } from './storm.ts';
import { watched } from './watched.ts';

const USAGE =
  'usage: npm run load -- [--agents N] [--stored H] [--transactions M] [--seconds S] [--check-in S] [--speed X] [--json FILE]\n';

/** What enrolment left to do (first inventories, knowledge about them) is over by then. */
const SETTLE_SECONDS_MAX = 30;
const LOST_SHOWN_MAX = 20;

/** `tell`: each part's figures, when it is over; a later one that cannot be measured takes nothing from them. */
const load = async (options: LoadOptions, ends: Ends, tell: (figures: readonly Figure[]) => void): Promise<void> => {
  const { agents, say, seconds, transactions } = options;
  const setting = await openSetting(options, ends);
  const { controller, enrolled, story } = setting;
  const began = performance.now();
  await eventually(story, async () => ((await setting.fleet.look(0)).heard === agents ? true : null));
  say(`${agents} agents have checked in, after ${((performance.now() - began) / 1000).toFixed(0)} s`);
  for (const environment of CHANGING) {
    setting.hurry(environment);
    await adoptAll(story, transactions, { environment });
  }
  setting.hurry(null);
  const patchSetDigest = await cut(story);
  await delay(settleMs(options));
  const idle = await watched(setting, delay(seconds * 1000));
  tell([...enrolFigures(enrolled), ...idleFigures(options, idle)]);
  const planned = async (environment: LoadEnvironment) => {
    setting.hurry(environment);
    const planDigest = await approvedPlan(story, environment, patchSetDigest);
    setting.hurry(null);
    return planDigest;
  };
  const devPlan = await planned('dev');
  const busy = await busyPart(setting, devPlan);
  tell(busyFigures(options, busy, controller.residentBytesMost()));
  const prodPlan = await planned('prod');
  tell(stormFigures(options, await stormPart(setting, prodPlan)));
  const lost = await settledLoss(setting);
  for (const one of lost.slice(0, LOST_SHOWN_MAX)) say(`LOST ${one}`);
  tell(lossFigures(lost.length));
};

const CHANGING: readonly LoadEnvironment[] = ['dev', 'prod'];

const settleMs = ({ seconds }: LoadOptions): number => Math.min(SETTLE_SECONDS_MAX, seconds) * 1000;

/** What hosts have written since comes with their next check-ins. */
const settledLoss = async ({ controller, dataDirectory, fleet, options }: Setting): Promise<readonly string[]> => {
  fleet.comeTogether(null);
  await delay(settleMs(options));
  options.say('comparing what agents were told with what is stored');
  await controller.stop();
  return lostOf(await fleet.report(), dataDirectory);
};

const optionsFrom = (args: readonly string[]) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      agents: { type: 'string', default: '20000' },
      stored: { type: 'string' },
      transactions: { type: 'string', default: '500' },
      seconds: { type: 'string', default: '300' },
      'check-in': { type: 'string', default: '300' },
      speed: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  });
  const wanted = {
    agents: Number(values.agents),
    stored: Number(values.stored ?? values.agents),
    transactions: Number(values.transactions),
    seconds: Number(values.seconds),
    checkInSeconds: Number(values['check-in']),
    speed: Number(values.speed),
  };
  const isUsable =
    Object.values(wanted).every((value) => Number.isSafeInteger(value) && value > 0) &&
    wanted.transactions * 2 <= wanted.agents &&
    wanted.agents <= wanted.stored;
  return isUsable ? { ...wanted, json: values.json ?? null } : null;
};

const openStore = async (dataDirectory: string): Promise<Store> => {
  const store = await openSqliteStore({ dataDirectory });
  if (!store.ok) throw new Error(`the store cannot be opened: ${store.reason.code}`);
  return store.value;
};

const main = async (): Promise<number> => {
  const options = optionsFrom(process.argv.slice(2));
  if (options === null) {
    process.stderr.write(USAGE);
    return 2;
  }
  const { json, ...wanted } = options;
  const began = performance.now();
  const say = (text: string): void =>
    console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${text}`);
  const ends: Ends = [];
  const endAll = async (): Promise<void> => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  let leaving: Promise<void> | null = null;
  const leave = (): void => {
    leaving ??= endAll().then(() => process.exit(1));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave);
  const figures: Figure[] = [];
  const tell = (its: readonly Figure[]): void => {
    figures.push(...its);
    console.log(tableOf(its));
    if (json !== null) writeFileSync(json, JSON.stringify(told(wanted, figures), null, 2));
  };
  try {
    await load({ ...wanted, openStore, say }, ends, tell);
    return figures.some(({ verdict }) => verdict === 'broken') ? 1 : 0;
  } catch (error) {
    // What was ended under it fails in its own way, of which nobody wants to hear.
    if (leaving === null) throw error;
    return 1;
  } finally {
    await (leaving ?? endAll());
  }
};

const told = (options: Omit<LoadOptions, 'openStore' | 'say'>, figures: readonly Figure[]) => ({
  at: new Date().toISOString(),
  node: process.version,
  processors: cpus().map(({ model }) => model),
  options,
  figures,
});

process.exit(await main());
