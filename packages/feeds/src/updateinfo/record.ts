// From an update to the record of ours.

import type { AdvisoryRecord, Release, Statement } from '@slipway/core/advisory';
import { asInstant, type Instant } from '@slipway/core/time';
import type { ListedPackage } from './listed-package.ts';
import type { Update } from './update.ts';

export const recordOf = (update: Update, release: Release): AdvisoryRecord => ({
  recordId: update.id,
  name: update.id,
  kind: 'advisory',
  summary: update.title,
  publishedAt: update.issuedAt,
  modifiedAt: update.updatedAt,
  withdrawnAt: update.isRetracted ? (update.updatedAt ?? update.issuedAt ?? LONG_AGO) : null,
  vulnerabilities: update.vulnerabilities.length === 0 ? [update.id] : update.vulnerabilities,
  security: update.security,
  severity: update.severity,
  references: update.references,
  statements: statementsOf(update.packages, release),
});

/** A retraction without any date is one all the same, and the same one at every reading. */
const LONG_AGO: Instant = asInstant('1970-01-01T00:00:00.000Z');

/** One statement for each package, version and module, with its architectures together. */
const statementsOf = (packages: readonly ListedPackage[], release: Release): readonly Statement[] =>
  [...Map.groupBy(packages, ({ name, version, module }) => JSON.stringify([name, version, module])).values()].flatMap(
    (builds) => {
      const [first] = builds;
      if (first === undefined) return [];
      const architectures = builds.map(({ architecture }) => architecture).filter((one) => one !== null);
      return [
        {
          release,
          format: 'rpm',
          subject: { kind: 'binary', name: first.name },
          module: first.module,
          architectures: architectures.length < builds.length ? null : [...new Set(architectures)].toSorted(),
          vulnerabilities: null,
          says: {
            kind: 'affected-in',
            ranges: [{ introduced: null, end: { kind: 'fixed', version: first.version } }],
            versions: [],
            note: null,
          },
          entitlement: null,
          binaries: [],
        },
      ];
    },
  );
