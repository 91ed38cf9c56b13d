// The cut: what all hosts see pending becomes one frozen list, with its files, verified through the vendor's signed
// indexes and kept. A version that leaves the archive afterwards is still there for production and for the way back.

import { type LeftOut, type Named, type PatchSet, patchSetDigest } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { parseSelector } from '@slipway/core/selection';
import type { CutRequest, Versioned } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { type Made, makePatchSet } from './make.ts';

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
    await finish(app, request, await makePatchSet(app, request.value));
    return true;
  } catch (error) {
    app.ports.log.error('not cut', { cutId: request.value.cutId, error });
    return false;
  }
};

const finish = async (app: App, request: Versioned<CutRequest>, { patchSet: cut, leftOut }: Made): Promise<void> => {
  const { clock, log, nudge, sha256, store } = app.ports;
  const digest = cut.ok ? patchSetDigest(cut.value, sha256) : null;
  const { author, cutId } = request.value;
  const at = clock.now();
  const without = leftOut === null ? {} : { leftOut };
  await store.write(async ({ access, patchSets }) => {
    if (cut.ok && digest !== null) {
      await patchSets.addPatchSet({ digest, patchSet: cut.value, author, cutAt: at });
      await patchSets.noteLeftOut(digest, leftOut);
    }
    const value: CutRequest = cut.ok
      ? { ...request.value, ...without, state: 'cut', patchSetDigest: digest }
      : { ...request.value, ...without, state: 'failed', reason: cut.reason };
    const saved = await patchSets.saveCutRequest({ revision: request.revision, value });
    if (saved && leftOut !== null) {
      const facts = { updates: leftOut.count, first: leftOutText(leftOut), patchSet: digest ?? 'none' };
      await access.addAuditEvent({ at, who: author, action: 'patch-set.leave-out', object: cutId, facts });
    }
  });
  if (!cut.ok) log.warn('cut failed', { cutId, reason: cut.reason });
  if (leftOut !== null) log.warn('updates left out of a cut', { cutId, updates: leftOut.count });
  for (const subject of [`watch:${cutId}`, 'promotion'] as const) nudge.notify(subject);
};

/** The trail says which; the cut says it of all of them, each with its reason. */
const TOLD_IN_AUDIT = 20;

const leftOutText = ({ updates }: LeftOut): string =>
  updates
    .slice(0, TOLD_IN_AUDIT)
    .map(({ name, version, reason: { code } }) => `${name} ${version} (${code})`)
    .join(', ');
