// What is pending, by libdnf's own solver over metadata that the reporter fetched itself: what an upgrade would do that removes nothing, and
// what has a newer version but would stay behind. An update is one of security where an advisory of that kind came out with it, or with a
// version between the installed one and it (updateinfo).

import type { KeptBack, PendingUpdate, PendingUpdates } from '@slipway/core/inventory';
import type { Instant } from '@slipway/core/time';
import type { DnfContext } from './host.ts';
import { askDnf } from './program.ts';
import { originOf, type RepositoryRelease, repositoryOf } from './repositories.ts';
import { flag, list, named, record, shaped, textOrNull, word } from './shapes.ts';

export const pendingUpdates = async (
  context: DnfContext,
  known: { readonly metadataAsOf: Instant | null; readonly release: RepositoryRelease },
): Promise<PendingUpdates> => {
  const { metadataAsOf, release } = known;
  const asOf = context.clock.now();
  const unknown = (detail: string): PendingUpdates => ({ kind: 'unknown', asOf, detail });
  if (metadataAsOf === null) return unknown('the repositories were never read');
  const answer = await askDnf(context, { verb: 'pending' });
  if ('problem' in answer) return unknown(answer.problem);
  const told = shaped(answer.value, (value) => pendingOf(value, release));
  return told === null ? unknown('its answer cannot be read') : { kind: 'known', asOf, metadataAsOf, ...told };
};

export const pendingOf = (
  value: unknown,
  release: RepositoryRelease,
): { readonly updates: readonly PendingUpdate[]; readonly keptBack: readonly KeptBack[] } => {
  const { updates, keptBack } = record(value);
  return {
    updates: list(updates, (one) => updateOf(one, release)).toSorted(byName),
    keptBack: list(keptBack, keptBackOf).toSorted(byName),
  };
};

const updateOf = (value: unknown, release: RepositoryRelease): PendingUpdate => {
  const one = record(value);
  return {
    name: named(one['name']),
    architecture: named(one['architecture']),
    from: textOrNull(one['from']),
    to: named(one['to']),
    origin: originOf(repositoryOf(one['repository']), release),
    security: flag(one['security']),
  };
};

const keptBackOf = (value: unknown): KeptBack => {
  const one = record(value);
  return {
    name: named(one['name']),
    architecture: named(one['architecture']),
    cause: word(one['cause'], ['held', 'dependency'] as const),
  };
};

interface Named {
  readonly name: string;
  readonly architecture: string;
}

const byName = (a: Named, b: Named): number => {
  const [left, right] = [`${a.name}/${a.architecture}`, `${b.name}/${b.architecture}`];
  return left < right ? -1 : left > right ? 1 : 0;
};
