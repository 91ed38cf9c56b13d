import type { JudgedPackage, PackageSubject } from './types.ts';

/** A name that statements may speak of a package by, and the version that is compared when they do. */
export interface ComparedSubject extends PackageSubject {
  readonly version: string;
}

/**
 * Under which names statements about this package stand: its source, the source that its kernel was built from, and its
 * own name. Look statements up by kind and name alone, over ALL releases: `judgePackage` picks the release itself, and
 * what is said of others tells it when an advisory names too much.
 */
export function neededSubjects(judged: JudgedPackage): readonly PackageSubject[] {
  return comparedSubjects(judged).map(({ kind, name }) => ({ kind, name }));
}

/** One text for a subject, to index by. */
export const subjectKey = (subject: PackageSubject): string => `${subject.kind}:${subject.name}`;

export function comparedSubjects(judged: JudgedPackage): readonly ComparedSubject[] {
  const kernel = kernelSource(judged);
  return [
    { kind: 'source', name: judged.sourceName, version: judged.sourceVersion },
    ...(kernel === null ? [] : [kernel]),
    { kind: 'binary', name: judged.name, version: judged.version },
  ];
}

/** Sources whose binaries hold a kernel's code: feeds speak of its first name, archives carry the signed copy. */
export const isKernelSource = (name: string): boolean => /^(linux|kernel)(-|$)/.test(name);

const DEBIAN_SIGNED = /^linux-signed(?:-(\d+\.\d+))?-(?:amd64|arm64|i386)$/;
const UBUNTU_SIGNED = /^linux-signed(-.+)?$/;

/**
 * The source that a signed kernel was built from. Debian signs `linux` 6.1.176-1 as `linux-signed-amd64` 6.1.176+1,
 * because one source package may not have a version's hyphen twice: the first `+` was the hyphen (a kernel's upstream
 * version has no `+`). Ubuntu keeps the version: `linux-signed-hwe-6.8` is `linux-hwe-6.8`.
 *
 * `linux-meta` and `linux-latest` are no kernel and have versions of their own (5.15.0.25.27, 105+deb10u20): what they
 * pull in is judged itself, and comparing them with a kernel's version would call every one of them fixed.
 */
function kernelSource(judged: JudgedPackage): ComparedSubject | null {
  if (judged.format !== 'deb') return null;
  const debian = DEBIAN_SIGNED.exec(judged.sourceName);
  if (debian !== null) {
    const branch = debian[1] === undefined ? '' : `-${debian[1]}`;
    return { kind: 'source', name: `linux${branch}`, version: judged.sourceVersion.replace('+', '-') };
  }
  const ubuntu = UBUNTU_SIGNED.exec(judged.sourceName);
  return ubuntu === null ? null : { kind: 'source', name: `linux${ubuntu[1] ?? ''}`, version: judged.sourceVersion };
}
