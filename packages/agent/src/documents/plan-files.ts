// Which files a host plan needs on the host: those of the transaction and those of its way back, to be fetched or its own.

import type { PackageFile, VersionFile } from '@slipway/core/patch-set';
import type { HostPlan } from '@slipway/core/plan';

export interface LabelledFile {
  /** For people: `package version`. */
  readonly label: string;
  readonly file: PackageFile;
}

/** Those that are fetched from the package store. */
export const planFiles = (hostPlan: HostPlan): readonly LabelledFile[] => {
  const files = new Map<string, LabelledFile>();
  for (const { name, to, file } of hostPlan.transaction) {
    if (file !== null) files.set(file.sha256, { label: `${name} ${to}`, file });
  }
  if (hostPlan.wayBack.kind === 'packages') {
    for (const { name, version, file, place } of hostPlan.wayBack.previous) {
      if (file !== null && place === undefined) files.set(file.sha256, { label: `${name} ${version}`, file });
    }
  }
  return [...files.values()];
};

/** Versions of the way back whose files the host has in its own cache. */
export const cachedVersions = ({ wayBack }: HostPlan): readonly VersionFile[] =>
  (wayBack.kind === 'packages' ? wayBack.previous : []).flatMap(({ name, architecture, version, file, place }) =>
    place === 'host-cache' && version !== null && file !== null ? [{ name, architecture, version, file }] : [],
  );

/** Versions of the way back that the host makes anew from what is installed. */
export const rebuiltVersions = ({ wayBack }: HostPlan): readonly Omit<VersionFile, 'file'>[] =>
  (wayBack.kind === 'packages' ? wayBack.previous : []).flatMap(({ name, architecture, version, place }) =>
    place === 'rebuilt' && version !== null ? [{ name, architecture, version }] : [],
  );

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
