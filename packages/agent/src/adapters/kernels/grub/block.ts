// Our block in custom.cfg: what GRUB takes while a new kernel is not proven. Around it stays what root has written there.

import { isLoad, isRamDisk, type MenuEntry } from './menu.ts';

/** `next_entry` names it for the one boot that tries. */
export const TRIAL_ENTRY = 'slipway-trial';
export const PROVEN_ENTRY = 'slipway-proven';

/**
 * After a panic the kernel boots again by itself; so does the initial ram disk of initramfs-tools, which would ask for a person
 * otherwise. Long enough to read it on a console.
 */
const PANIC_SECONDS = 30;

const BEGIN = '### BEGIN Slipway ###';
const END = '### END Slipway ###';

export interface NamedEntry {
  readonly release: string;
  readonly entry: MenuEntry;
}

/** `once`: the trial where `next_entry` names it. `always`: the trial. Without one: the proven kernel, whatever is installed. */
export interface Choice {
  readonly proven: NamedEntry;
  readonly trial: { readonly of: NamedEntry; readonly when: 'once' | 'always' } | null;
}

/** Sets the default last of all: the menu above has set root's. */
export const blockOf = ({ proven, trial }: Choice): string =>
  [
    BEGIN,
    '# A kernel is being changed: this says what is booted until the new one is proven, and goes then.',
    ...(trial === null ? [] : trialEntry(trial.of, proven, trial.when)),
    ...entryText(PROVEN_ENTRY, { ...proven, what: 'proven' }, withPanic(proven)),
    ...(trial === null
      ? [`set default="${PROVEN_ENTRY}"`]
      : trial.when === 'always'
        ? [`set default="${TRIAL_ENTRY}"`]
        : [`if [ "\${default}" != "${TRIAL_ENTRY}" ]; then`, `  set default="${PROVEN_ENTRY}"`, 'fi']),
    END,
    '',
  ].join('\n');

/**
 * Falls back within itself: GRUB's own `fallback` takes nothing but numbers up to 2.06, and where that fails it waits at its menu for
 * a person (seen: "Failed to boot both default and fallback entries"). A command that fails as a condition says so and goes on.
 * Tried once, GRUB begins anew, and takes the proven one, since nothing names the trial any more: a second kernel loaded over half
 * a first one was seen to hang.
 */
const trialEntry = (trial: NamedEntry, proven: NamedEntry, when: 'once' | 'always'): readonly string[] =>
  entryText(TRIAL_ENTRY, { ...trial, what: 'on trial' }, [
    'set slipway_loaded=yes',
    ...withPanic(trial).map((line) =>
      isLoad(line) || isRamDisk(line) ? `if ${line}; then true; else set slipway_loaded=no; fi` : line,
    ),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of GRUB's
    'if [ "${slipway_loaded}" != yes ]; then',
    ...(when === 'once' ? ['reboot'] : withPanic(proven)),
    'fi',
  ]);

const withPanic = ({ entry }: NamedEntry): readonly string[] =>
  entry.body.map((line) => (isLoad(line) ? `${line} panic=${PANIC_SECONDS}` : line));

/** Whatever root has in the file, and the block behind it; `null`: without one. */
export const withBlock = (file: string, block: string | null): string => {
  const others = withoutBlock(file);
  if (block === null) return others;
  return others === '' || others.endsWith('\n') ? `${others}${block}` : `${others}\n${block}`;
};

const withoutBlock = (file: string): string => {
  const from = file.indexOf(BEGIN);
  if (from === -1) return file;
  const to = file.indexOf(END, from);
  // Cut short, by whatever: from its beginning on it is ours.
  return to === -1 ? file.slice(0, from) : `${file.slice(0, from)}${file.slice(to + END.length).replace(/^\n/, '')}`;
};

export const hasBlock = (file: string): boolean => file.includes(BEGIN);

const entryText = (
  id: string,
  { release, entry, what }: NamedEntry & { readonly what: string },
  body: readonly string[],
): readonly string[] => [
  `menuentry 'Slipway: Linux ${release}, ${what}'${entry.options} $menuentry_id_option '${id}' {`,
  ...body.map((line) => `\t${line}`),
  '}',
];
