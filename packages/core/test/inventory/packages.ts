// Any list of installed packages, small enough in its names that lists overlap: with several versions side by side, as
// rpm keeps kernels, and never the same version twice, as no package database does.

import { type InstalledPackage, packageVersionKey } from '@slipway/core/inventory';
import fc from 'fast-check';

const installedPackage: fc.Arbitrary<InstalledPackage> = fc.record({
  name: fc.constantFrom('kernel', 'openssl', 'libssl3', 'linux-image-amd64', 'a'),
  architecture: fc.constantFrom('amd64', 'i386', 'all'),
  version: fc.constantFrom('1', '2', '2-1', '1:1', '10'),
  sourceName: fc.constantFrom('openssl', 'kernel'),
  sourceVersion: fc.constantFrom('1', '2'),
  state: fc.constantFrom('installed', 'half-configured', 'triggers-pending'),
  automatic: fc.boolean(),
  held: fc.boolean(),
});

export const packageLists: fc.Arbitrary<readonly InstalledPackage[]> = fc.uniqueArray(installedPackage, {
  selector: packageVersionKey,
  maxLength: 14,
});
