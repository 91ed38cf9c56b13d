// Kernel releases as `uname -r` and /boot name them. Only kernels of one flavour are compared: which of `cloud-amd64` and
// `rt-amd64` is newer says nothing about a reboot.

import { compareDeb } from '@slipway/core/version';

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

/** File names of /boot; a rescue image is no kernel that a boot takes by itself. */
export const kernelsIn = (names: readonly string[]): readonly string[] =>
  names
    .flatMap((name) => /^vmlinuz-(.+)$/.exec(name)?.[1] ?? [])
    .filter((release) => !/^\d+-rescue-|^0-rescue|\.old$|\.dpkg-/.test(release))
    .sort(byVersion);

/** Of the running one's flavour; `null` where no kernel of that flavour is installed. */
export const newestOfFlavour = (running: string, installed: readonly string[]): string | null => {
  const { flavour } = kernelRelease(running);
  return (
    installed
      .filter((release) => kernelRelease(release).flavour === flavour)
      .toSorted(byVersion)
      .at(-1) ?? null
  );
};

export const isNewer = (release: string, than: string): boolean =>
  compareDeb(kernelRelease(release).version, kernelRelease(than).version) > 0;

/**
 * What the next boot takes, as far as it can be told without being root: the only kernel there is, or the newest one
 * where GRUB takes its first entry (grub-mkconfig sorts by version). Anything else is not known.
 */
export const nextBootOf = (installed: readonly string[], grubDefaults: string | null): string | null => {
  if (installed.length <= 1) return installed[0] ?? null;
  if (grubDefaults === null) return null;
  const chosen = [...grubDefaults.matchAll(/^GRUB_DEFAULT=["']?([^"'\n]*)["']?\s*$/gm)].at(-1)?.[1] ?? '0';
  return chosen === '0' ? (installed.toSorted(byVersion).at(-1) ?? null) : null;
};

const byVersion = (a: string, b: string): number =>
  compareDeb(kernelRelease(a).version, kernelRelease(b).version) || (a < b ? -1 : a > b ? 1 : 0);
