// Which release a line is about, and what is needed to get its fixes.

import { type EcosystemRelease, releaseOfCodename, UBUNTU_PRO } from '@slipway/core/advisory';

// Expanded security maintenance as it was called until 2023, and since.
const EXPANDED = [/^([a-z]+)\/esm$/, /^esm-(?:infra|apps|infra-legacy|apps-legacy)\/([a-z]+)$/];

/**
 * `null` for what is no release of packages that hosts have from the archive: `upstream`, `devel` (whichever release that
 * was on the day), products, snaps, the phone, certified builds (`fips/focal`), which are other packages of the same name.
 */
export const releaseOfScope = (scope: string): EcosystemRelease | null => {
  const expanded = EXPANDED.map((pattern) => pattern.exec(scope)?.[1]).find((codename) => codename !== undefined);
  const release = releaseOfCodename(expanded ?? scope);
  if (release?.distribution !== 'ubuntu') return null;
  return { release, entitlement: expanded === undefined ? null : UBUNTU_PRO };
};
