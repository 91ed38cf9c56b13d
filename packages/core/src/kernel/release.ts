// Kernel releases as `uname -r` and /boot name them. Only kernels of one flavour are compared: which of `cloud-amd64` and
// `rt-amd64` is newer says nothing about a reboot.

import { compareDeb } from '../version/index.ts';

export interface KernelRelease {
  readonly release: string;
  readonly version: string;
  /** `cloud-amd64`, `generic`; of rpm what is added at the end (`5.14.0-503.el9.x86_64+rt`) or is Oracle's own (`…el9uek.x86_64`), else empty. */
  readonly flavour: string;
}

/** The flavour begins at the first part, behind the first, that begins with a letter. */
export const kernelRelease = (release: string): KernelRelease => {
  const [, plain, variant] = /^(.+\.(?:el|fc)\d.*?)(?:\+([\w-]+))?$/.exec(release) ?? [];
  if (plain !== undefined)
    return { release, version: plain, flavour: variant ?? (/\.el\d+uek\b/.test(plain) ? 'uek' : '') };
  const parts = release.split('-');
  const at = parts.findIndex((part, index) => index > 0 && /^[a-z]/i.test(part));
  return at === -1
    ? { release, version: release, flavour: '' }
    : { release, version: parts.slice(0, at).join('-'), flavour: parts.slice(at).join('-') };
};

/** Of the running one's flavour; `null` where no kernel of that flavour is installed. */
export const newestOfFlavour = (running: string, installed: readonly string[]): string | null =>
  ofFlavour(running, installed).at(-1) ?? null;

/** Of the running one's flavour, the oldest first. */
export const ofFlavour = (running: string, releases: readonly string[]): readonly string[] => {
  const { flavour } = kernelRelease(running);
  return releases.filter((release) => kernelRelease(release).flavour === flavour).toSorted(byRelease);
};

export const isNewer = (release: string, than: string): boolean =>
  compareDeb(kernelRelease(release).version, kernelRelease(than).version) > 0;

export const byRelease = (a: string, b: string): number =>
  compareDeb(kernelRelease(a).version, kernelRelease(b).version) || (a < b ? -1 : a > b ? 1 : 0);

/** What its name begins with, and whether it is what puts a kernel below /boot. */
const OF_ONE_KERNEL = /^linux-(image(?:-unsigned)?|modules(?:-extra)?|headers)-(\d.*)$/;
/**
 * What carries `installonlypkg(kernel)` in kernel.spec of Enterprise Linux 9 and Oracle's kernel-uek.spec, whose packages stand in as
 * many versions as there are kernels. `kernel-headers`, `-tools` and `-devel-matched` stand once, and are of none.
 */
const OF_ONE_RPM_KERNEL =
  /^kernel(?:-(rt|uek|64k|debug|rt-debug|64k-debug))?(?:-(core|modules(?:-(?:core|extra|internal|partner|desktop))?|devel))?$/;

/**
 * The kernel that a package belongs to, where it is one of a single kernel; `image`: it brings the kernel itself. Debian and Ubuntu
 * have the release in the package's name, the family of rpm in its version. Meta packages belong to none.
 */
export const releaseOfPackage = (
  { name, architecture }: { readonly name: string; readonly architecture: string },
  version: string,
): { readonly release: string; readonly part: 'image' | 'other' } | null => {
  const [, debPart = '', release] = OF_ONE_KERNEL.exec(name) ?? [];
  // `-dbg` of Debian is named like a kernel of its own and is none.
  if (release !== undefined && !release.endsWith('-dbg')) {
    return { release, part: debPart.startsWith('image') ? 'image' : 'other' };
  }
  const rpm = OF_ONE_RPM_KERNEL.exec(name);
  if (rpm === null) return null;
  const plain = `${version.replace(/^\d+:/, '')}.${architecture}`;
  const [, variant, part] = rpm;
  // Oracle's has its variant in the version already.
  return {
    release: variant === undefined || variant === 'uek' ? plain : `${plain}+${variant}`,
    part: part === 'core' ? 'image' : 'other',
  };
};
