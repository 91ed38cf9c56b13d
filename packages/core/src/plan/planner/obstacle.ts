// Why a target cannot come beside what a host has, with whose the other package is: between two publishers somebody has to
// decide, and has to know who they are.

import { type Inventory, originsOfPackages } from '../../inventory/index.ts';
import { type Obstacle, originText, type Target } from '../../patch-set/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';

export function obstacleReason(
  inventory: Inventory,
  { name, version }: Pick<Target, 'name' | 'version'>,
  against: Obstacle,
): Reason {
  const whose = whoseOf(inventory, against);
  const facts = {
    package: name,
    version,
    other: against.name,
    otherVersion: against.version ?? '(not installed)',
    relation: against.relation === '' ? 'the package manager does not say why' : against.relation,
  };
  if (whose.isForeign) return reason('origin-conflict', { ...facts, origin: whose.text });
  return against.kind === 'removal'
    ? reason('removal-needed', { ...facts, origin: whose.text })
    : reason('package-conflict', facts);
}

function whoseOf(
  inventory: Inventory,
  { name, architecture }: Obstacle,
): { readonly isForeign: boolean; readonly text: string } {
  const at = inventory.packages.findIndex((one) => one.name === name && one.architecture === architecture);
  const found = originsOfPackages(inventory)[at];
  switch (found?.kind) {
    case 'foreign':
    case 'distribution': {
      const named = originText(found.origin);
      return {
        isForeign: found.kind === 'foreign',
        text: named === '' ? (found.uri ?? 'a repository without a name') : named,
      };
    }
    case 'none':
      return { isForeign: true, text: 'no repository of the host' };
    case 'unknown':
    case undefined:
      return { isForeign: false, text: 'an unknown origin' };
  }
}
