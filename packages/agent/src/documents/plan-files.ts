// Which files a host plan needs on the host: those of the transaction and those of its way back.

import type { PackageFile } from '@slipway/core/patch-set';
import type { HostPlan } from '@slipway/core/plan';

export interface LabelledFile {
  /** For people: `package version`. */
  readonly label: string;
  readonly file: PackageFile;
}

export const planFiles = (hostPlan: HostPlan): readonly LabelledFile[] => {
  const files = new Map<string, LabelledFile>();
  for (const { name, to, file } of hostPlan.transaction) {
    if (file !== null) files.set(file.sha256, { label: `${name} ${to}`, file });
  }
  if (hostPlan.wayBack.kind === 'packages') {
    for (const { name, version, file } of hostPlan.wayBack.previous) {
      if (file !== null) files.set(file.sha256, { label: `${name} ${version}`, file });
    }
  }
  return [...files.values()];
};

/** What to ask the package manager for, exactly: every version that the plan ends at. */
export const planTargets = (
  hostPlan: Pick<HostPlan, 'transaction'>,
): readonly { readonly name: string; readonly architecture: string; readonly version: string }[] =>
  hostPlan.transaction.flatMap(({ name, architecture, to }) =>
    to === null ? [] : [{ name, architecture, version: to }],
  );

/** What goes, at the version that it goes from. */
export const planRemovals = (
  hostPlan: HostPlan,
): readonly { readonly name: string; readonly architecture: string; readonly version: string }[] =>
  hostPlan.transaction.flatMap(({ kind, name, architecture, from }) =>
    kind === 'remove' && from !== null ? [{ name, architecture, version: from }] : [],
  );
