// The files of what a cut wishes for, verified and kept; and of what cannot be had, which version is looked at next.

import type { Inventory, PackageOrigin } from '@slipway/core/inventory';
import {
  type OutOf,
  originatedKey,
  originText,
  type PatchSetWish,
  platformOf,
  type VersionOnPlatform,
  type WantedTarget,
} from '@slipway/core/patch-set';
import { explain, type Outcome, ok, type Reason, type ReasonCode, reason } from '@slipway/core/reasons';
import type { VendorEntry } from '../../ports/index.ts';
import type { App } from '../context.ts';
import {
  findEntries,
  isSame,
  type OpenedArchives,
  type OpenedIndexes,
  openedFor,
  type UnreadRepository,
} from './archives.ts';
import { keepTheFile } from './keep-file.ts';

/** By `originatedKey`: the kept files of targets, or why there is none. What was found out stands for the whole cut. */
export type KeptTargets = Map<string, Outcome<VendorEntry>>;

export type FailedTarget = WantedTarget & { readonly reason: Reason };

type Originated = VersionOnPlatform & { readonly origin: PackageOrigin };

/** Versions of one package that are looked at after the highest. Each costs a round over the whole wish. */
const FURTHER_VERSIONS_MAX = 3;

/** Verifies, fetches and keeps what the wish's targets need and nobody has looked at yet. Answers what cannot be had. */
export const keepTargets = async (
  app: App,
  { targets }: PatchSetWish,
  archives: OpenedArchives,
  kept: KeptTargets,
): Promise<readonly FailedTarget[]> => {
  const failed: FailedTarget[] = [];
  for (const wanted of targets) {
    const key = originatedKey(wanted);
    const found = kept.get(key) ?? (await keepTarget(app, openedFor(archives, wanted), wanted));
    kept.set(key, found);
    if (!found.ok) failed.push({ ...wanted, reason: found.reason });
  }
  return failed;
};

const keepTarget = async (app: App, opened: OpenedIndexes, wanted: Originated): Promise<Outcome<VendorEntry>> => {
  const listed = listedOf(opened, wanted);
  return listed.ok ? await keepTheFile(app, opened.archive, listed.value) : listed;
};

/** What its publisher's verified indexes say of it, wherever hosts look for it. At least one. */
const listedOf = ({ indexes, failures }: OpenedIndexes, wanted: Originated): Outcome<readonly VendorEntry[]> => {
  const entries = findEntries(indexes, wanted).filter(({ origin }) => isSame(origin, wanted.origin));
  return entries.length > 0 ? ok(entries) : { ok: false, reason: whyUnlisted(wanted, failures) };
};

/** Whom to trust, a person says; of all else that keeps a repository from being read, time may mend it. */
const UNTRUSTED: ReadonlySet<ReasonCode> = new Set(['index-unsigned', 'scheme-refused', 'origin-unnamed']);

/** Of the repositories that were not read those count that hosts know as the publisher's. */
const whyUnlisted = ({ name, version, origin }: Originated, failures: readonly UnreadRepository[]): Reason => {
  const its = failures.filter(({ repository }) => isSame(repository, origin));
  const why = its.find(({ reason: { code } }) => !UNTRUSTED.has(code)) ?? its[0];
  if (why === undefined) return reason('update-unlisted', { package: name, version, origin: originText(origin) });
  const facts = { package: name, version, detail: explain(why.reason) };
  return UNTRUSTED.has(why.reason.code) ? reason('repository-unverified', facts) : reason('repository-unread', facts);
};

/**
 * What is out by what could not be had: of each of those packages every version of that publisher but one, which is looked at
 * next: that which most hosts see pending, among those that are listed and have not failed. Whoever makes versions up, in
 * whatever number, stands behind what hosts agree on.
 */
export const outBy = (options: {
  readonly kept: KeptTargets;
  readonly archives: OpenedArchives;
  readonly failed: readonly FailedTarget[];
  readonly inventories: readonly Inventory[];
}): OutOf => {
  const { failed } = options;
  const names = new Set(failed.map(({ name }) => name));
  const out = new Map<string, Reason>();
  for (const versions of seenVersions(options.inventories, failed).values()) {
    for (const [key, why] of outOf(versions, options)) out.set(key, why);
  }
  return (platform, { name, architecture, to: version, origin }) =>
    names.has(name) ? (out.get(originatedKey({ platform, name, architecture, version, origin })) ?? null) : null;
};

interface SeenVersion extends Originated {
  readonly hosts: number;
}

/** By package and publisher, those of the failed ones: what hosts see pending. */
const seenVersions = (
  inventories: readonly Inventory[],
  failed: readonly FailedTarget[],
): ReadonlyMap<string, ReadonlyMap<string, SeenVersion>> => {
  const names = new Set(failed.map(({ name }) => name));
  const seen = new Map(failed.map((one) => [publishedKey(one), new Map<string, SeenVersion>()]));
  for (const inventory of inventories) {
    const platform = platformOf(inventory);
    for (const update of inventory.updates.kind === 'known' ? inventory.updates.updates : []) {
      if (!names.has(update.name)) continue;
      const { name, architecture, to: version, origin } = update;
      const found = { platform, name, architecture, version, origin };
      const versions = seen.get(publishedKey(found));
      versions?.set(version, { ...found, hosts: (versions.get(version)?.hosts ?? 0) + 1 });
    }
  }
  return seen;
};

const publishedKey = (of: Originated): string => originatedKey({ ...of, version: '' });

const outOf = (
  versions: ReadonlyMap<string, SeenVersion>,
  { kept, archives }: { readonly kept: KeptTargets; readonly archives: OpenedArchives },
): readonly (readonly [string, Reason])[] => {
  const out: (readonly [string, Reason])[] = [];
  const possible: SeenVersion[] = [];
  let failures = 0;
  for (const version of versions.values()) {
    const looked = kept.get(originatedKey(version));
    const known = looked ?? listedOf(openedFor(archives, version), version);
    if (looked?.ok === false) failures += 1;
    if (known.ok) possible.push(version);
    else out.push([originatedKey(version), known.reason]);
  }
  const next = failures > FURTHER_VERSIONS_MAX ? undefined : mostSeen(possible);
  const others = possible.filter((one) => one !== next);
  return [
    ...out,
    ...others.map(
      (one) => [originatedKey(one), reason('update-unlooked', { package: one.name, version: one.version })] as const,
    ),
  ];
};

const mostSeen = (versions: readonly SeenVersion[]): SeenVersion | undefined =>
  versions.reduce<SeenVersion | undefined>(
    (best, one) => (best === undefined || one.hosts > best.hosts ? one : best),
    undefined,
  );
