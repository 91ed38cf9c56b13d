// One package of `primary.xml`: the vendor's own element, and what of it is asked for.

import { attributeIn, childIn, childrenIn, elementIn, textOfChild, type XmlElement } from '../xml/index.ts';
import { type Capability, capabilitiesIn, evrIn } from './capability.ts';

export interface RpmPackage {
  readonly name: string;
  readonly architecture: string;
  /** `epoch:version-release`, without an epoch of 0. */
  readonly version: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  /** As the package names the source package's file; empty where it names none. */
  readonly sourceRpm: string;
  /** In lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Below the repository, or below `base` where that is given. */
  readonly href: string;
  readonly base: string | null;
  readonly provides: readonly Capability[];
  readonly requires: readonly Capability[];
  readonly conflicts: readonly Capability[];
  readonly obsoletes: readonly Capability[];
  readonly recommends: readonly Capability[];
  readonly supplements: readonly Capability[];
  /** Of `primary.xml`: those that packages may require by path without saying so in the list of all files. */
  readonly files: readonly string[];
}

/** rpm allows more in theory, and nobody builds it: these become names in plans and of files. */
const NAME = /^[A-Za-z0-9][\w.+-]{0,199}$/;
const ARCHITECTURE = /^[a-z0-9_]{1,32}$/;
const VERSION = /^(?:\d{1,10}:)?[\w.+~^]+-[\w.+~^]+$/;
const VERSION_LENGTH_MAX = 200;

/** `null` for a source package, and for one without name, version, SHA-256, size or place: it cannot be installed. */
export const readPackage = (element: XmlElement): RpmPackage | null => {
  if (element.name !== 'package' || attributeIn(element, 'type') !== 'rpm') return null;
  const [name, architecture] = [textOfChild(element, 'name'), textOfChild(element, 'arch')];
  const version = evrIn(childIn(element, 'version'));
  const file = fileOf(element);
  if (name === null || architecture === null || version === null || file === null) return null;
  if (architecture === 'src' || architecture === 'nosrc') return null;
  if (!NAME.test(name) || !ARCHITECTURE.test(architecture)) return null;
  if (!VERSION.test(version) || version.length > VERSION_LENGTH_MAX) return null;
  const format = childIn(element, 'format');
  const list = (kind: string): readonly Capability[] => capabilitiesIn(childIn(format, `rpm:${kind}`));
  const sourceRpm = textOfChild(format ?? element, 'rpm:sourcerpm') ?? '';
  const source = sourceOf(sourceRpm, version);
  return {
    ...{ name, architecture, version, ...file },
    sourceName: source?.name ?? name,
    sourceVersion: source?.version ?? version,
    sourceRpm,
    provides: list('provides'),
    requires: list('requires'),
    conflicts: list('conflicts'),
    obsoletes: list('obsoletes'),
    recommends: list('recommends'),
    supplements: list('supplements'),
    files: childrenIn(format, 'file').map(({ text }) => text),
  };
};

/** Of the text that a repository, or a frozen index, has of it. */
export const openedFragment = (text: string): RpmPackage | null => {
  const element = elementIn(text);
  return element === null ? null : readPackage(element);
};

const fileOf = (element: XmlElement): Pick<RpmPackage, 'sha256' | 'sizeBytes' | 'href' | 'base'> | null => {
  const checksum = childrenIn(element, 'checksum').find(
    (one) => attributeIn(one, 'type') === 'sha256' && attributeIn(one, 'pkgid') === 'YES',
  );
  const sha256 = checksum?.text.trim() ?? '';
  const size = attributeIn(childIn(element, 'size'), 'package') ?? '';
  const location = childIn(element, 'location');
  const href = attributeIn(location, 'href') ?? '';
  if (!/^[0-9a-f]{64}$/.test(sha256) || !/^\d{1,15}$/.test(size) || !isBelow(href)) return null;
  return { sha256, sizeBytes: Number(size), href, base: attributeIn(location, 'xml:base') };
};

/** A path below where it is looked for: not out of it, and no address of its own. */
export const isBelow = (href: string): boolean =>
  href !== '' &&
  href.length <= 1000 &&
  !/[\p{Cc}?#\\<>"'&]/u.test(href) &&
  !/^(?:\/|[a-z][a-z0-9+.-]*:)/i.test(href) &&
  href.split('/').every((part) => part !== '..' && part !== '.' && part !== '');

/** `glibc-2.34-28.el9.src.rpm`; its epoch is nowhere said, and that of what is built from it in nearly all. */
const sourceOf = (text: string, version: string): { readonly name: string; readonly version: string } | null => {
  const [, name, source] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(text) ?? [];
  if (name === undefined || source === undefined || !NAME.test(name)) return null;
  const epoch = /^\d+:/.exec(version)?.[0] ?? '';
  return { name, version: `${epoch}${source}` };
};

/** Of its element of `filelists.xml`: every path. */
export const pathsIn = (fileList: string): readonly string[] =>
  childrenIn(elementIn(fileList), 'file').map(({ text }) => text);
