// The cut: what all hosts see pending becomes one frozen list, with its files, verified through the vendor's signed
// indexes and kept. A version that leaves the archive afterwards is still there for production and for the way back.

import type { Inventory } from '@slipway/core/inventory';
import {
  buildPatchSet,
  type Choice,
  completePatchSet,
  type Named,
  namedInVain,
  type PatchSet,
  type PatchSetWish,
  patchSetDigest,
} from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { parseSelector } from '@slipway/core/selection';
import type { CutRequest, StoreView, Versioned } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { answeredVersions } from '../exception/index.ts';
import { everyHost, isSelected } from '../fleet/index.ts';
import { openArchives, relationsIn, streamsIn } from './archives.ts';
import { resolveWish } from './resolve.ts';

export const requestCut = async (
  app: App,
  actor: Actor,
  wish: {
    readonly scope: PatchSet['scope'];
    readonly named?: Named | undefined;
    readonly hosts: string | null;
    /** The schedule names what it asks for: asking again asks for nothing more. */
    readonly cutId?: string;
  },
): Promise<Outcome<CutRequest>> => {
  const { clock, ids, nudge, store } = app.ports;
  if (wish.hosts !== null) {
    const selector = parseSelector(wish.hosts);
    if (!selector.ok) return selector;
  }
  const named = namedOf(wish);
  if (!named.ok) return named;
  const { scope, hosts, cutId } = wish;
  const request: CutRequest = {
    cutId: cutId ?? ids.named('cut'),
    scope,
    ...(named.value === null ? {} : { named: named.value }),
    hosts,
    author: actor.person,
    requestedAt: clock.now(),
    state: 'requested',
    patchSetDigest: null,
    reason: null,
  };
  const before = await store.write(async ({ access, patchSets }) => {
    const known = wish.cutId === undefined ? null : await patchSets.cutRequest(wish.cutId);
    if (known !== null) return known.value;
    await patchSets.addCutRequest(request);
    await access.addAuditEvent({
      at: request.requestedAt,
      who: actor.person,
      action: 'patch-set.cut',
      object: request.cutId,
      facts: {
        scope: wish.scope,
        hosts: wish.hosts ?? 'all',
        ...(named.value === null ? {} : { named: namesOf(named.value).join(',') }),
      },
    });
    return null;
  });
  nudge.notify('cut');
  return ok(before ?? request);
};

/** Names go with the scope `named`, and with no other; sorted, so that the same names are the same patch set. */
const namedOf = ({ scope, named }: Parameters<typeof requestCut>[2]): Outcome<Named | null> => {
  const given = named ?? { packages: [], advisories: [] };
  const sorted = (names: readonly string[]) => [...new Set(names)].sort();
  const whole: Named = { packages: sorted(given.packages), advisories: sorted(given.advisories) };
  const names = namesOf(whole);
  if ((scope === 'named') === names.length > 0) return ok(scope === 'named' ? whole : null);
  const detail =
    scope === 'named'
      ? 'it names neither a package nor an advisory'
      : `the scope ${scope} and names exclude each other`;
  return refuse('input-invalid', { what: 'cut', detail });
};

const namesOf = ({ packages, advisories }: Named): readonly string[] => [...packages, ...advisories];

/** Answers whether anything was decided. A request that fails says why and is not tried again by itself. */
export const cutOnce = async (app: App): Promise<boolean> => {
  const open = await app.ports.store.read(async ({ patchSets }) => await patchSets.openCutRequests());
  let decided = false;
  for (const request of open) decided = (await cutSafely(app, request)) || decided;
  return decided;
};

/** One request that cannot be cut must not keep the others from being cut; it is tried again at the next look. */
const cutSafely = async (app: App, request: Versioned<CutRequest>): Promise<boolean> => {
  try {
    await finish(app, request, await cutRequest(app, request.value));
    return true;
  } catch (error) {
    app.ports.log.error('not cut', { cutId: request.value.cutId, error });
    return false;
  }
};

const cutRequest = async (app: App, request: CutRequest): Promise<Outcome<PatchSet>> => {
  const { scope, named } = request;
  const found = await app.ports.store.read(async (view) => ({
    inventories: await inventoriesOf(view, app, request.hosts),
    answered: await answeredVersions(view, named?.advisories ?? []),
  }));
  if (!found.inventories.ok) return found.inventories;
  const { selected, fleet } = found.inventories.value;
  const choice: Choice = { scope, ...(named === undefined ? {} : { named }), answered: found.answered };
  const vain = namedInVain(selected, choice);
  if (vain.length > 0) return refuse('named-not-pending', { names: vain.join(', '), hosts: selected.length });
  const first = buildPatchSet({ ...choice, inventories: selected, fleet });
  if (first.targets.length === 0) {
    // What a host cannot tell is not nothing.
    const told = selected.filter(({ updates }) => updates.kind === 'known');
    return refuse('nothing-pending', { scope, hosts: told.length });
  }
  const archives = await openArchives(app, first, selected);
  // Once more, with what its own packages say that they need: hosts are shown nothing but the patch set.
  const [relationsOf, streamsOf] = [relationsIn(archives), streamsIn(archives)];
  const wish: PatchSetWish = buildPatchSet({ ...choice, relationsOf, streamsOf, inventories: selected, fleet });
  const resolved = await resolveWish(app, wish, archives);
  return resolved.ok ? completePatchSet({ wish, ...resolved.value }) : resolved;
};

const inventoriesOf = async (
  view: StoreView,
  app: App,
  selectorText: string | null,
): Promise<Outcome<{ readonly selected: readonly Inventory[]; readonly fleet: readonly Inventory[] }>> => {
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

const finish = async (app: App, request: Versioned<CutRequest>, cut: Outcome<PatchSet>): Promise<void> => {
  const { clock, log, nudge, sha256, store } = app.ports;
  const digest = cut.ok ? patchSetDigest(cut.value, sha256) : null;
  await store.write(async ({ patchSets }) => {
    if (cut.ok && digest !== null) {
      await patchSets.addPatchSet({ digest, patchSet: cut.value, author: request.value.author, cutAt: clock.now() });
    }
    const value: CutRequest = cut.ok
      ? { ...request.value, state: 'cut', patchSetDigest: digest }
      : { ...request.value, state: 'failed', reason: cut.reason };
    await patchSets.saveCutRequest({ revision: request.revision, value });
  });
  if (!cut.ok) log.warn('cut failed', { cutId: request.value.cutId, reason: cut.reason });
  for (const subject of [`watch:${request.value.cutId}`, 'promotion'] as const) nudge.notify(subject);
};
