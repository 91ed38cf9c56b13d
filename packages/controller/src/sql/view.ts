import type { StoreView } from '../ports/index.ts';
import { accessOn } from './access.ts';
import { approvalsOn } from './approvals.ts';
import { changeRequestsOn } from './change-requests.ts';
import { checklistsOn } from './checklists.ts';
import { exposuresOn } from './exposures.ts';
import { figuresOn } from './figures.ts';
import { fleetOn } from './fleet.ts';
import { knowledgeOn } from './knowledge.ts';
import { outboxOn } from './outbox.ts';
import { patchSetsOn } from './patch-sets.ts';
import { plansOn } from './plans.ts';
import { promotionsOn } from './promotions.ts';
import { readingsOn } from './readings.ts';
import { reportsOn } from './reports.ts';
import { rolloutsOn } from './rollouts.ts';
import type { Transaction } from './transaction.ts';

/** Each subject made when it is asked for: a check-in asks for three, and all of them together have a hundred methods. */
export const viewOn = (transaction: Transaction): StoreView => {
  const made = <T>(make: (on: Transaction) => T): (() => T) => {
    let subject: T | null = null;
    return () => (subject ??= make(transaction));
  };
  const [fleet, patchSets, plans, approvals] = [made(fleetOn), made(patchSetsOn), made(plansOn), made(approvalsOn)];
  const [rollouts, access, knowledge, exposures] = [
    made(rolloutsOn),
    made(accessOn),
    made(knowledgeOn),
    made(exposuresOn),
  ];
  const changeRequests = made(changeRequestsOn);
  const [readings, checklists] = [made(readingsOn), made(checklistsOn)];
  const promotions = made(promotionsOn);
  const outbox = made(outboxOn);
  const figures = made(figuresOn);
  const reports = made(reportsOn);
  return {
    get promotions() {
      return promotions();
    },
    get reports() {
      return reports();
    },
    get figures() {
      return figures();
    },
    get fleet() {
      return fleet();
    },
    get patchSets() {
      return patchSets();
    },
    get plans() {
      return plans();
    },
    get approvals() {
      return approvals();
    },
    get changeRequests() {
      return changeRequests();
    },
    get rollouts() {
      return rollouts();
    },
    get access() {
      return access();
    },
    get knowledge() {
      return knowledge();
    },
    get outbox() {
      return outbox();
    },
    get exposures() {
      return exposures();
    },
    get readings() {
      return readings();
    },
    get checklists() {
      return checklists();
    },
  };
};
