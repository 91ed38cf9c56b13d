// Which counts of exposures do not hold any more. The SQL store marks these by triggers.

import type { PackageId, UpdateKey } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import type { KnowledgeTables } from './transaction.ts';

export const updateText = ({ release, sourcePackage, fixedVersion }: UpdateKey): string =>
  JSON.stringify([sourcePackage, release.distribution, release.release, fixedVersion ?? '']);

export const markUpdate = ({ uncounted }: KnowledgeTables, key: UpdateKey): void => {
  const { release, sourcePackage, fixedVersion } = key;
  const text = updateText(key);
  if (uncounted.get(text) === undefined) uncounted.add(text, copyOf({ release, sourcePackage, fixedVersion }));
};

/** The updates that these packages need now. */
export const markUpdatesOf = (knowledge: KnowledgeTables, packageIds: readonly PackageId[]): void => {
  for (const packageId of packageIds) {
    for (const { release, verdict, knownUntil } of knowledge.verdicts.get(String(packageId)) ?? []) {
      if (knownUntil === null && verdict.verdict === 'affected') markUpdate(knowledge, { ...verdict, release });
    }
  }
};

export const markUpdatesOn = (knowledge: KnowledgeTables, hostId: string): void =>
  markUpdatesOf(
    knowledge,
    (knowledge.carried.get(hostId) ?? []).map(({ packageId }) => packageId),
  );
