// The menu that grub-mkconfig writes, read for the commands that boot one kernel.

/** Of one menu entry. */
export interface MenuEntry {
  /** The words between its title and the brace: classes, `--unrestricted`. Its identity is left out. */
  readonly options: string;
  readonly body: readonly string[];
}

/** A name in /boot is made of these; anything else is no release, and nothing that belongs into a menu. */
const RELEASE = /^[\w.+~-]{1,100}$/;
const ENTRY = /^(\s*)menuentry\s+('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*(.*?)\s*\{\s*$/;

/** The first entry that loads this kernel and is none for recovery; `null`: there is none. */
export const entryOf = (menu: string, release: string): MenuEntry | null => {
  if (!RELEASE.test(release)) return null;
  const lines = menu.split('\n');
  for (const [index, line] of lines.entries()) {
    const [, indent, title = '', rest = ''] = ENTRY.exec(line) ?? [];
    if (indent === undefined || /recovery/i.test(title) || /-recovery-/.test(rest)) continue;
    // As grub-mkconfig and whoever writes by hand indent it: the brace that closes stands below the word that opened.
    const length = lines.slice(index + 1).findIndex((one) => one.trimEnd() === `${indent}}`);
    if (length === -1) return null;
    const body = lines.slice(index + 1, index + 1 + length);
    if (!body.some((one) => isLoadOf(one, release))) continue;
    return { options: optionsOf(rest), body: body.map((one) => one.trim()) };
  }
  return null;
};

/** `linux /boot/vmlinuz-6.1.0-50-amd64 root=…`, `linuxefi …`, `linux16 …`. */
const isLoadOf = (line: string, release: string): boolean => {
  const [command = '', file = ''] = line.trim().split(/\s+/);
  return (
    /^linux(?:efi|16)?$/.test(command) &&
    file
      .replace(/^\(\$root\)/, '')
      .split('/')
      .at(-1) === `vmlinuz-${release}`
  );
};

export const isLoad = (line: string): boolean => /^linux(?:efi|16)?\s/.test(line);

export const isRamDisk = (line: string): boolean => /^initrd(?:efi|16)?\s/.test(line);

const optionsOf = (rest: string): string => {
  const unrestricted = /(?:^|\s)--unrestricted(?=\s|$)/.test(rest) ? ' --unrestricted' : '';
  const users = /(?:^|\s)--users\s+('[^']*'|"[^"]*"|\S+)/.exec(rest)?.[0].trimStart();
  return `${unrestricted}${users === undefined ? '' : ` ${users}`}`;
};
