// The sources of a simulated host: one repository, and whatever somebody on the host makes of its list.

import type { Repository } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { ARCHIVE_ORIGIN } from '../world/index.ts';

export interface SimulatedSources {
  read(): Outcome<readonly Repository[]>;
  /** By hand. `null`: nobody can read it any more. */
  edit(change: ((before: readonly Repository[]) => readonly Repository[]) | null): void;
}

export const simulatedSources = (uri: string): SimulatedSources => {
  let repositories: readonly Repository[] | null = [repositoryAt(uri)];
  return {
    read: () =>
      repositories === null
        ? refuse('feed-failed', { source: 'apt', detail: 'Malformed entry 1 in list file' })
        : ok(repositories),
    edit: (change) => {
      repositories = change === null ? null : change(repositories ?? [repositoryAt(uri)]);
    },
  };
};

export const repositoryAt = (uri: string): Repository => ({
  uri,
  suite: 'stable-security',
  components: ['main'],
  ...ARCHIVE_ORIGIN,
  signedBy: null,
  lastRefreshedAt: null,
  refresh: 'fresh',
  trust: { address: uri, checks: ['metadata'], keys: ['A'.repeat(40)] },
});
