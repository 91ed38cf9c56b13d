// What the repositories of a host publish of that which is installed, gathered in one pass over each of their indexes.

import type { InstalledPackage, PackageOrigin } from '@slipway/core/inventory';
import { compareDeb } from '@slipway/core/version';
import { fieldOf, visitStanzas } from './list-stanzas.ts';

/** One publisher, whatever number of repositories it has here. By place in the package list. */
export interface Published extends PackageOrigin {
  readonly uri: string | null;
  /** Exactly the installed name, architecture and version. */
  readonly exact: Set<number>;
  /** Newest version of the package. */
  readonly newest: Map<number, string>;
  /** Newest version of a source package. */
  readonly newestOfSource: Map<string, string>;
}

/** What is looked for: where each name stands in the list, and the sources that anything is from. */
export interface Wanted {
  readonly packages: readonly InstalledPackage[];
  readonly placesOf: ReadonlyMap<string, readonly number[]>;
  readonly sources: ReadonlySet<string>;
}

export const wantedOf = (packages: readonly InstalledPackage[]): Wanted => {
  const placesOf = new Map<string, number[]>();
  for (const [at, { name }] of packages.entries()) placesOf.set(name, [...(placesOf.get(name) ?? []), at]);
  return { packages, placesOf, sources: new Set(packages.map(({ sourceName }) => sourceName)) };
};

export const readIndex = async (path: string, wanted: Wanted, published: Published): Promise<void> => {
  await visitStanzas(path, (stanza) => {
    const name = fieldOf(stanza, NAME);
    const source = sourceOf(stanza, name);
    const places = wanted.placesOf.get(name) ?? [];
    const isOfSource = wanted.sources.has(source.name);
    if (places.length === 0 && !isOfSource) return;
    const version = fieldOf(stanza, VERSION);
    if (isOfSource) raise(published.newestOfSource, source.name, source.version ?? version);
    const architecture = fieldOf(stanza, ARCHITECTURE);
    for (const at of places) {
      const found = wanted.packages[at];
      if (found === undefined || !fits(found.architecture, architecture)) continue;
      if (found.version === version && found.architecture === architecture) published.exact.add(at);
      raise(published.newest, at, version);
    }
  });
};

const NAME = /^Package:(.*)$/im;
const VERSION = /^Version:(.*)$/im;
const ARCHITECTURE = /^Architecture:(.*)$/im;
const SOURCE = /^Source:(.*)$/im;

/** `Source: name (version)`; without it a package is its own source, and without the version of its own version. */
const sourceOf = (stanza: string, name: string): { readonly name: string; readonly version: string | null } => {
  const [, source = name, version = null] = /^(\S+)(?:\s+\((\S+)\))?$/.exec(fieldOf(stanza, SOURCE)) ?? [];
  return { name: source, version };
};

/** A package may become architecture-independent, or cease to be. */
const fits = (installed: string, published: string): boolean =>
  installed === published || installed === 'all' || published === 'all';

const raise = <Key>(newest: Map<Key, string>, key: Key, version: string): void => {
  const known = newest.get(key);
  if (known === undefined || compareDeb(version, known) > 0) newest.set(key, version);
};
