// All packages of a repository, as texts by name, with who provides what. Of 20,000 a cut looks at a few dozen: those are
// read again when they are asked for.

import { reason } from '@slipway/core/reasons';
import type { FeedFile } from '../format.ts';
import { FeedRefused } from '../refused.ts';
import { writtenElementsOf } from '../xml/index.ts';
import { type Capability, isProvidedBy } from './capability.ts';
import { openedFragment, type RpmPackage, readPackage } from './package.ts';

/** All of Fedora has 70,000. */
const PACKAGES_MAX = 500_000;

/** A package and the text that it was read from. */
export interface WrittenPackage {
  readonly package: RpmPackage;
  readonly primary: string;
}

export class Packages {
  readonly #byName = new Map<string, string[]>();
  readonly #byHash = new Map<string, string>();
  /** Names of what is provided beside the package's own, and paths. */
  readonly #providers = new Map<string, string[]>();
  readonly #required = new Set<string>();

  /** Throws FeedRefused where one build is listed as two files. */
  static async read(primary: FeedFile, feed: string): Promise<Packages> {
    const packages = new Packages();
    const builds = new Map<string, string>();
    for await (const { element, text } of writtenElementsOf(primary, { feed, root: 'metadata', element: 'package' })) {
      const found = readPackage(element);
      if (found === null) continue;
      const build = `${found.name}-${found.version}.${found.architecture}`;
      const other = builds.get(build);
      if (other === found.sha256) continue;
      if (other !== undefined) throw unreadable(feed, `it lists ${build} as two different files`);
      builds.set(build, found.sha256);
      if (builds.size > PACKAGES_MAX) throw unreadable(feed, `it lists more than ${PACKAGES_MAX} packages`);
      packages.#add(found, text);
    }
    return packages;
  }

  #add(found: RpmPackage, text: string): void {
    addTo(this.#byName, found.name, text);
    this.#byHash.set(found.sha256, text);
    for (const { name } of found.provides) if (name !== found.name) addTo(this.#providers, name, text);
    for (const path of found.files) addTo(this.#providers, path, text);
    for (const { name } of found.requires) if (name.startsWith('/')) this.#required.add(name);
  }

  find(name: string): readonly WrittenPackage[] {
    return (this.#byName.get(name) ?? []).flatMap(opened);
  }

  providersOf(required: Capability): readonly WrittenPackage[] {
    const named = this.#byName.get(required.name) ?? [];
    const others = this.#providers.get(required.name) ?? [];
    return [...new Set([...named, ...others])]
      .flatMap(opened)
      .filter(
        ({ package: its }) =>
          required.name.startsWith('/') || its.provides.some((provided) => isProvidedBy(required, provided)),
      );
  }

  /** Paths that packages require and that `primary.xml` says of none: they stand in the list of all files. */
  get missingPaths(): ReadonlySet<string> {
    return new Set([...this.#required].filter((path) => !this.#providers.has(path)));
  }

  /** Said by the list of all files. */
  addPath(path: string, sha256: string): void {
    const text = this.#byHash.get(sha256);
    if (text !== undefined) addTo(this.#providers, path, text);
  }
}

const opened = (primary: string): readonly WrittenPackage[] => {
  const found = openedFragment(primary);
  return found === null ? [] : [{ package: found, primary }];
};

const addTo = (map: Map<string, string[]>, key: string, text: string): void => {
  const known = map.get(key);
  if (known === undefined) map.set(key, [text]);
  else if (known.at(-1) !== text) known.push(text);
};

const unreadable = (feed: string, detail: string): FeedRefused =>
  new FeedRefused(reason('feed-unreadable', { feed, detail }));
