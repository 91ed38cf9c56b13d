import type { FeedStatement, JudgedPackage, Release } from './types.ts';

/**
 * Whether a statement speaks about a package at all, and if so, whether it can be compared with it:
 * - `about-it`: compare the versions;
 * - `no`: of another release, stream, architecture or format: as if it were not there;
 * - the others: it may well be about the package, but nobody can know.
 */
export type Concern = 'about-it' | 'no' | 'origin-foreign' | 'epoch-lost' | 'module-unknown' | 'binary-not-named';

/** A house feed may speak of every release of a format: what it names comes from elsewhere and is the same on all. */
export const EVERY_RELEASE: Release = { distribution: '*', release: '*' };

/** Everything but the subject, which whoever looked the statement up has matched, and the versions. */
export function concernTestOf(
  judged: JudgedPackage,
  options: { readonly isKernel: boolean },
): (told: FeedStatement) => Concern {
  const module = moduleOf(judged);
  return ({ statement }) => {
    if (statement.format !== judged.format || !isForArchitecture(statement.architectures, judged.architecture))
      return 'no';
    const stream = streamConcern(
      statement.module ?? (judged.format === 'rpm' ? unnamedModuleIn(statement.says) : null),
      module,
    );
    if (stream === 'no') return 'no';
    if (judged.origin === 'foreign' && statement.publisher !== 'any') return 'origin-foreign';
    if (stream === 'module-unknown') return stream;
    if (statement.says.kind === 'affected-in' && judged.epoch === 'lost') return 'epoch-lost';
    return !isNamed(statement.binaries, judged.name) && !options.isKernel ? 'binary-not-named' : 'about-it';
  };
}

/** `noarch` and `all` go with every list: such a package may have been of one architecture when the list was written. */
const isForArchitecture = (architectures: readonly string[] | null, own: string): boolean =>
  architectures === null || own === 'noarch' || own === 'all' || architectures.includes(own);

/**
 * A source's package that is not on the list may be without the flawed code (documentation), or be left over from before
 * a rename, and then no update ever replaces it. A new kernel always has a new name, so a list of names says nothing.
 */
const isNamed = (binaries: FeedStatement['statement']['binaries'], name: string): boolean =>
  binaries.length === 0 || binaries.some((binary) => binary.name === name);

/** `unknown`: built as part of some module, but which stream nobody wrote down. */
type Module =
  | { readonly kind: 'none' }
  | { readonly kind: 'stream'; readonly key: string }
  | { readonly kind: 'unknown' };

/** `el9` writes `.module+el9.2.0`, AlmaLinux `.module_el9.2.0`: into the release of every RPM of a module. */
const MODULE_MARK = /[.+]module[_+]/;

function moduleOf(judged: JudgedPackage): Module {
  if (judged.module !== null) {
    const key = streamKey(judged.module);
    if (key !== null) return { kind: 'stream', key };
  }
  return judged.format === 'rpm' && (judged.module !== null || MODULE_MARK.test(judged.version))
    ? { kind: 'unknown' }
    : { kind: 'none' };
}

/** `nodejs:18` of a label such as `nodejs:18:9020020230301:rhel9:x86_64`. */
function streamKey(label: string): string | null {
  const [name = '', stream = ''] = label.split(':');
  return name === '' || stream === '' ? null : `${name}:${stream}`;
}

/** Some modular advisories name no stream (15 of AlmaLinux's 723); their versions still carry the mark. */
const UNNAMED = Symbol('of a module that is not named');

function unnamedModuleIn(says: FeedStatement['statement']['says']): typeof UNNAMED | null {
  if (says.kind !== 'affected-in') return null;
  return says.ranges.some(({ end }) => end.kind === 'fixed' && MODULE_MARK.test(end.version)) ? UNNAMED : null;
}

/** Streams of one module are other packages under one name: no version of one says anything about the other. */
function streamConcern(stated: string | typeof UNNAMED | null, own: Module): 'same' | 'no' | 'module-unknown' {
  if (own.kind === 'none') return stated === null ? 'same' : 'no';
  if (stated === null) return 'no';
  if (own.kind === 'unknown' || stated === UNNAMED) return 'module-unknown';
  return streamKey(stated) === own.key ? 'same' : 'no';
}
