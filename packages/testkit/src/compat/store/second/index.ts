// What came after version 1: what feeds say and what it means, how people are told, readings and checklists, promotions,
// change requests, gates; and the fields that rows of version 1 learnt. Types make these lists complete: a new kind, word or
// field of a row does not compile before it is filled in here.
// May import: builders, store-rows, ../../messages, core, protocol, the controller's ports.

import type { Store, StoreView } from '@slipway/controller/ports';
import { fillAccess, readAccess } from './access.ts';
import { fillFigures, readFigures } from './figures.ts';
import { fillFleet, readFleet } from './fleet.ts';
import { fillKnowledge, readKnowledge } from './knowledge.ts';
import { fillOutbox, readOutbox } from './outbox.ts';
import { fillPlans, readPlans } from './plans.ts';
import { fillPolicy, readPolicy } from './policy.ts';
import { fillProcess, readProcess } from './process.ts';
import { fillReports, readReports } from './reports.ts';
import { fillRollouts, readRollouts } from './rollouts.ts';

type Fill = (change: StoreView) => Promise<void>;
const SUBJECTS: readonly Fill[] = [
  fillFleet,
  fillPolicy,
  fillPlans,
  fillProcess,
  fillRollouts,
  fillAccess,
  fillOutbox,
  fillKnowledge,
  fillFigures,
  fillReports,
];

export const fillSecond = async (store: Store): Promise<void> => {
  for (const fill of SUBJECTS) await store.write(fill);
};

export const readSecond = (store: Store): Promise<object> =>
  store.read(async (view) => ({
    fleetSince: await readFleet(view),
    policySince: await readPolicy(view),
    plansSince: await readPlans(view),
    process: await readProcess(view),
    rolloutsSince: await readRollouts(view),
    accessSince: await readAccess(view),
    outbox: await readOutbox(view),
    knowledge: await readKnowledge(view),
    figures: await readFigures(view),
    reports: await readReports(view),
  }));
