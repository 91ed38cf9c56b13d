import { type Reason, reason } from '../reasons/index.ts';
import type { PackageDatabase, UnmetDependencies } from './types.ts';

/** A reason is read by people, in one line; the inventory has more of them. */
const NAMED_MAX = 5;

/** Why nothing may change a host with this database; `null`: nothing of it stands in the way. */
export const reasonAgainstDatabase = (database: PackageDatabase): Reason | null => {
  switch (database.state) {
    case 'whole':
      return null;
    case 'unmet':
      return reason('dependencies-unmet', { unmet: unmetText(database.unmet) });
    case 'interrupted':
    case 'unreadable':
      return reason('package-database-broken', { state: database.state });
    default:
      return database satisfies never;
  }
};

/** `app 1.0 Depends: lib (>= 2); tool 3 Conflicts: app and 2 more`. */
const unmetText = ({ items, total }: UnmetDependencies): string => {
  const named = items.slice(0, NAMED_MAX).map(({ name, version, relation }) => `${name} ${version} ${relation}`);
  const more = total - named.length;
  return `${named.join('; ')}${more > 0 ? ` and ${more} more` : ''}`;
};
