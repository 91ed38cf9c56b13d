import { reason } from '../../reasons/index.ts';
import type { CheckerNote } from '../types.ts';
import type { Facts, InspectedHost } from './facts.ts';
import { errorFor } from './notes.ts';

/** No version that is kept from hosts is in a transaction: by the patch set's own words for what the change leads to. */
export function* checkQuarantine({ input }: Facts, { hostPlan }: InspectedHost): Iterable<CheckerNote> {
  const standing = (input.quarantines ?? []).filter(({ lifted }) => lifted === null);
  if (standing.length === 0) return;
  const { distribution, release } = hostPlan.index.platform;
  for (const { name, to } of hostPlan.transaction) {
    const source = input.patchSet.targets.find((one) => one.name === name && one.version === to);
    const found = standing.find(
      ({ platform, package: its, version }) =>
        (platform === null || (platform.distribution === distribution && platform.release === release)) &&
        (its.kind === 'binary'
          ? its.name === name && version === to
          : its.name === source?.sourceName && version === source.sourceVersion),
    );
    if (found === undefined) continue;
    const facts = { package: name, version: to ?? '', quarantine: found.quarantineId, why: found.why };
    yield { ...errorFor(reason('version-quarantined', facts)), hostId: hostPlan.hostId };
  }
}
