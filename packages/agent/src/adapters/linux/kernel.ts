// The kernels that lie in /boot, and which of them the next boot takes.

import { byRelease } from '@slipway/core/kernel';

/** File names of /boot; a rescue image is no kernel that a boot takes by itself. */
export const kernelsIn = (names: readonly string[]): readonly string[] =>
  names
    .flatMap((name) => /^vmlinuz-(.+)$/.exec(name)?.[1] ?? [])
    .filter((release) => !/^\d+-rescue-|^0-rescue|\.old$|\.dpkg-/.test(release))
    .sort(byRelease);

/**
 * What the next boot takes, as far as it can be told without being root: the only kernel there is, or the newest one
 * where GRUB takes its first entry (grub-mkconfig sorts by version). Anything else is not known.
 */
export const nextBootOf = (installed: readonly string[], grubDefaults: string | null): string | null => {
  if (installed.length <= 1) return installed[0] ?? null;
  if (grubDefaults === null) return null;
  const chosen = [...grubDefaults.matchAll(/^GRUB_DEFAULT=["']?([^"'\n]*)["']?\s*$/gm)].at(-1)?.[1] ?? '0';
  return chosen === '0' ? (installed.toSorted(byRelease).at(-1) ?? null) : null;
};
