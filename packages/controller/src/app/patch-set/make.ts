// What comes of a cut: what hosts see pending and the scope chooses, as far as it can be verified, fetched and kept. What cannot
// is left out with its reason and keeps nothing else out (docs/adr/0061).

import type { Inventory } from '@slipway/core/inventory';
import {
  buildPatchSet,
  type Choice,
  completePatchSet,
  type LeftOut,
  leaveOut,
  leftOutOf,
  namedInVain,
  type PatchSet,
  type Remainder,
} from '@slipway/core/patch-set';
import { explain, type Outcome, ok, refuse } from '@slipway/core/reasons';
import { parseSelector } from '@slipway/core/selection';
import type { CutRequest, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { answeredVersions } from '../exception/index.ts';
import { everyHost, isSelected } from '../fleet/index.ts';
import { type OpenedArchives, openArchives, relationsIn, streamsIn } from './archives.ts';
import { resolveWish } from './resolve.ts';
import { type FailedTarget, type KeptTargets, keepTargets, outBy } from './targets.ts';

export interface Made {
  readonly patchSet: Outcome<PatchSet>;
  readonly leftOut: LeftOut | null;
}

export const makePatchSet = async (app: App, request: CutRequest): Promise<Made> => {
  const { scope, named } = request;
  const found = await app.ports.store.read(async (view) => ({
    inventories: await inventoriesOf(view, app, request.hosts),
    answered: await answeredVersions(view, named?.advisories ?? []),
  }));
  if (!found.inventories.ok) return { patchSet: found.inventories, leftOut: null };
  const { selected, fleet } = found.inventories.value;
  const choice: Choice = { scope, ...(named === undefined ? {} : { named }), answered: found.answered };
  const vain = namedInVain(selected, choice);
  if (vain.length > 0) {
    return { patchSet: refuse('named-not-pending', { names: vain.join(', '), hosts: selected.length }), leftOut: null };
  }
  const first = buildPatchSet({ ...choice, inventories: selected, fleet });
  if (first.targets.length === 0) {
    // What a host cannot tell is not nothing.
    const told = selected.filter(({ updates }) => updates.kind === 'known');
    return { patchSet: refuse('nothing-pending', { scope, hosts: told.length }), leftOut: null };
  }
  const archives = await openArchives(app, first, selected);
  // Once more, with what its own packages say that they need: hosts are shown nothing but the patch set.
  const whole = { ...choice, relationsOf: relationsIn(archives), streamsOf: streamsIn(archives) };
  return await cutVerified(app, whole, { archives, selected, fleet });
};

/** Without what cannot be verified, fetched and kept, round by round, until all the rest can. What a person named is cut whole. */
const cutVerified = async (
  app: App,
  choice: Choice,
  { archives, selected, fleet }: Hosts & { readonly archives: OpenedArchives },
): Promise<Made> => {
  const kept: KeptTargets = new Map();
  const failed: FailedTarget[] = [];
  for (let remainder: Remainder = { inventories: selected, out: new Map() }; ; ) {
    const wish = buildPatchSet({ ...choice, inventories: remainder.inventories, fleet });
    const leftOut = leftOutOf(remainder, wish);
    if (wish.targets.length === 0 && leftOut !== null) return { patchSet: nothingVerified(leftOut), leftOut };
    // Each round ends it, or takes versions out, of each package a few times at most.
    const now = await keepTargets(app, wish, archives, kept);
    if (now[0] === undefined) {
      const resolved = await resolveWish(app, wish, archives, kept);
      return { patchSet: resolved.ok ? completePatchSet({ wish, ...resolved.value }) : resolved, leftOut };
    }
    if (choice.scope === 'named') return { patchSet: { ok: false, reason: now[0].reason }, leftOut: null };
    failed.push(...now);
    remainder = leaveOut(choice, selected, outBy({ kept, archives, failed, inventories: selected }));
  }
};

const nothingVerified = ({ count, updates: [first] }: LeftOut): Outcome<never> =>
  refuse('nothing-verified', { count, detail: first === undefined ? '' : explain(first.reason) });

interface Hosts {
  readonly selected: readonly Inventory[];
  /** With those that it is not cut from. */
  readonly fleet: readonly Inventory[];
}

const inventoriesOf = async (view: StoreView, app: App, selectorText: string | null): Promise<Outcome<Hosts>> => {
  const selector = selectorText === null ? null : parseSelector(selectorText);
  if (selector !== null && !selector.ok) return selector;
  const selected: Inventory[] = [];
  const fleet: Inventory[] = [];
  for (const host of await everyHost(view)) {
    const stored = await view.fleet.inventory(host.hostId);
    if (stored === null) continue;
    fleet.push(stored.inventory);
    if (selector === null || isSelected(selector.value, host, stored, app.ports.clock.now()))
      selected.push(stored.inventory);
  }
  return ok({ selected, fleet });
};
