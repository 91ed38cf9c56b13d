// The two questions that rpm itself answers, on a host that has no dnf too.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { DnfContext } from './host.ts';
import { ask, problemOf, THIS_HOST } from './host.ts';

const RPM = '/usr/bin/rpm';

/** `x86_64`, `aarch64`: what packages of this host's own architecture say. */
export const rpmArchitecture = async (context: Pick<DnfContext, 'run'>): Promise<Outcome<string>> => {
  const result = await ask({ ...context, host: THIS_HOST }, [RPM, '--eval', '%{_arch}']);
  const said = result.kind === 'ended' && result.status === 0 ? result.stdout : '';
  // What rpm does not know it prints as it was asked for, with its `%`.
  const architecture = /^([a-z0-9_]+)\n$/.exec(said)?.[1];
  return architecture === undefined
    ? refuse('package-database-broken', { state: problemOf(result) })
    : ok(architecture);
};

/** `null`: there is no rpm, or no database that it could read. */
export const rpmPackageCount = async (context: Pick<DnfContext, 'run'>): Promise<number | null> => {
  // A dot for each package, the keys that rpm files as packages left out by nobody: a host that has those alone has a database.
  const result = await ask({ ...context, host: THIS_HOST }, [RPM, '--query', '--all', '--queryformat', '.']);
  return result.kind === 'ended' && result.status === 0 && /^\.*$/.test(result.stdout) ? result.stdout.length : null;
};
