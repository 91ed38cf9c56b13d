// What is pending, in apt's own words: what an upgrade would do that installs what is newly needed and removes nothing,
// and what has a newer version but would stay behind.

import type { KeptBack, PackageOrigin, PendingUpdate, PendingUpdates } from '@slipway/core/inventory';
import type { Instant } from '@slipway/core/time';
import { readStanzas, type Stanza } from './deb822.ts';
import type { HookOrigin, HookPackage, HookVersion } from './hook-report.ts';
import { type AptContext, ask, outputOf, PROGRAMS } from './host.ts';
import { readPackages } from './packages.ts';
import { simulate } from './simulate.ts';
import { sourceOptions } from './sources.ts';

export const pendingUpdates = async (context: AptContext, metadataAsOf: Instant | null): Promise<PendingUpdates> => {
  const asOf = context.clock.now();
  const unknown = (detail: string): PendingUpdates => ({ kind: 'unknown', asOf, detail });
  if (metadataAsOf === null) return unknown('the repositories were never read');
  const read = await readPackages(context);
  if (!read.ok) return unknown(`the package database cannot be read: ${JSON.stringify(read.reason.facts)}`);
  const options = sourceOptions(context);
  const upgrade = await simulate(context, { options, hook: 'Upgrade', command: ['upgrade', '--with-new-pkgs'] });
  if (upgrade.kind !== 'solved') return unknown(upgrade.problem);
  // Unsolved is an answer here: it names all that have a newer version, whether or not they go together.
  const newer = await simulate(context, { options, hook: 'Install', command: ['install', '?upgradable'] });
  if (newer.kind === 'unable') return unknown(newer.problem);
  const updates = upgrade.report.packages.flatMap(updateOf).toSorted(byName);
  const held = new Set(read.value.packages.filter((one) => one.held).map(keyOf));
  const coming = new Set(updates.map(keyOf));
  const staying = newer.report.packages
    .filter(({ mode }) => mode === 'upgrade')
    .flatMap(({ name, current, install }) =>
      install === null || current === null || coming.has(keyOf({ name, ...install }))
        ? []
        : [{ name, architecture: current.architecture, version: install.version }],
    );
  const phased = await phasedAmong(
    context,
    staying.filter((one) => !held.has(keyOf(one))),
  );
  const keptBack = staying.map(({ name, architecture }): KeptBack => {
    const key = keyOf({ name, architecture });
    if (held.has(key)) return { name, architecture, cause: 'held' };
    const phasedPercent = phased.get(key);
    if (phasedPercent === undefined) return { name, architecture, cause: 'dependency' };
    return { name, architecture, cause: 'phased', phasedPercent };
  });
  return { kind: 'known', asOf, metadataAsOf, updates, keptBack: keptBack.toSorted(byName) };
};

const updateOf = ({ name, mode, current, install }: HookPackage): readonly PendingUpdate[] => {
  // A downgrade comes from a pin above 1000 (apt_preferences(5)): its owner's affair, and never an update.
  if ((mode !== 'upgrade' && mode !== 'install') || install === null) return [];
  return [
    {
      name,
      architecture: install.architecture,
      from: current?.version ?? null,
      to: install.version,
      origin: originOf(install),
      security: install.origins.some(isSecurity),
    },
  ];
};

/** A version may come from several repositories at once; the one that makes it a security update tells most. */
const originOf = ({ origins }: HookVersion): PackageOrigin => {
  const { origin, label, codename } = origins.find(isSecurity) ?? origins[0] ?? { origin: '', label: '', codename: '' };
  return { origin, label, codename };
};

/**
 * Debian says it by label, Ubuntu by suite (`noble-security`); a house repository may say it by either, or by the end of
 * its origin's name.
 */
export const isSecurity = ({ origin, label, codename, archive }: HookOrigin): boolean =>
  [label, origin].some((name) => name.endsWith('-Security')) ||
  [codename, archive].some((suite) => suite.endsWith('-security'));

/**
 * Ubuntu hands an update out to a growing share of hosts (apt 2.1.16 and later); the share stands in its stanza. Whether
 * this host is in it apt draws from the machine-id, which is not asked for here: what it holds back is held back.
 */
const phasedAmong = async (
  context: AptContext,
  packages: readonly { readonly name: string; readonly architecture: string; readonly version: string }[],
): Promise<ReadonlyMap<string, number>> => {
  if (packages.length === 0) return new Map();
  const names = packages.map(({ name, architecture, version }) => `${name}:${architecture}=${version}`);
  const shown = outputOf(await ask(context, [PROGRAMS.aptCache, ...sourceOptions(context), 'show', ...names]));
  if ('problem' in shown) return new Map();
  return phasedPercents(readStanzas(shown.text));
};

/** Of the stanzas that say less than all, by `name/architecture`. */
export const phasedPercents = (stanzas: readonly Stanza[]): ReadonlyMap<string, number> =>
  new Map(
    stanzas.flatMap((stanza): readonly (readonly [string, number])[] => {
      const percent = stanza.get('phased-update-percentage') ?? '100';
      if (!/^\d{1,2}$/.test(percent)) return [];
      const [name = '', architecture = ''] = [stanza.get('package'), stanza.get('architecture')];
      return [[keyOf({ name, architecture }), Number(percent)]];
    }),
  );

interface Named {
  readonly name: string;
  readonly architecture: string;
}
const keyOf = ({ name, architecture }: Named): string => `${name}/${architecture}`;
const byName = (a: Named, b: Named): number => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0);
