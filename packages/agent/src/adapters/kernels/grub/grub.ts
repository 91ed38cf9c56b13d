// GRUB on this host: whether it can be told, and telling it.

import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { ifThere, textIfThere } from '../../../if-there/index.ts';
import type { CommandResult, DurableFiles, RunCommand } from '../../../ports/index.ts';
import { blockOf, type Choice, hasBlock, type NamedEntry, TRIAL_ENTRY, withBlock } from './block.ts';
import { entryOf } from './menu.ts';

export interface GrubOptions {
  readonly run: RunCommand;
  readonly files: Pick<DurableFiles, 'read' | 'write' | 'remove'>;
  /** `/` on a host. */
  readonly root: string;
}

export interface Grub {
  /** `grub-reboot(8)` of a person. What is told here for a trial is none. */
  nextOnce(): Promise<Outcome<string | null>>;
  canChoose(running: string): Promise<Outcome<void>>;
  choose(choice: {
    readonly proven: string;
    readonly trial: { readonly release: string; readonly when: 'once' | 'always' } | null;
  }): Promise<Outcome<void>>;
  giveBack(): Promise<Outcome<void>>;
}

/** Debian and Ubuntu have the first, the family of rpm the second. */
const VARIANTS = [
  { directory: 'boot/grub', tool: 'grub' },
  { directory: 'boot/grub2', tool: 'grub2' },
] as const;
/** A menu of 30 kernels has about 100 kB. */
const MENU_BYTES_MAX = 4 * 1024 * 1024;
/** Answers at once; a probe of a slow disk array takes seconds. */
const LIMIT_MS = 60_000;
const OUTPUT_BYTES_MAX = 64 * 1024;
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' } as const;
/**
 * Where GRUB itself can write its environment block, which it must to take an entry once: on these file systems of a plain partition
 * (manual, "The GRUB environment block"; save_env of 2.06 refuses what lies on LVM, RAID or btrfs). Else once would be for ever.
 */
const WRITABLE = new Set(['ext2', 'xfs', 'fat']);

interface Found {
  readonly directory: string;
  readonly tool: string;
  readonly menu: string;
}

export const createGrub = (options: GrubOptions): Grub => {
  const { files, root } = options;
  const customPath = ({ directory }: Found): string => join(directory, 'custom.cfg');
  const readText = async (path: string): Promise<string | null> => {
    const bytes = await files.read(path, MENU_BYTES_MAX);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };
  const find = async (): Promise<Found | null> => {
    for (const { directory, tool } of VARIANTS) {
      const menu = await readText(join(root, directory, 'grub.cfg'));
      if (menu !== null) return { directory: join(root, directory), tool, menu };
    }
    return null;
  };
  const entry = ({ menu }: Found, release: string): NamedEntry | null => {
    const found = entryOf(menu, release);
    return found === null ? null : { release, entry: found };
  };
  const editEnvironment = async (found: Found, ...words: readonly string[]): Promise<Outcome<string>> =>
    asked(await ask(options.run, [`/usr/bin/${found.tool}-editenv`, join(found.directory, 'grubenv'), ...words]));
  const writeBlock = async (found: Found, choice: Choice | null): Promise<void> => {
    const before = (await readText(customPath(found))) ?? '';
    const after = withBlock(before, choice === null ? null : blockOf(choice));
    if (after === before) return;
    if (after === '') await files.remove(customPath(found));
    else await files.write(customPath(found), after, 0o600);
  };
  return {
    async nextOnce() {
      for (const { directory } of VARIANTS) {
        try {
          const text = await textIfThere(join(root, directory, 'grubenv'));
          const next = /^next_entry=(.+)$/m.exec(text ?? '')?.[1] ?? null;
          if (next !== null && next !== TRIAL_ENTRY) return ok(next);
        } catch (error) {
          return refuse('boot-once-impossible', { detail: error instanceof Error ? error.message : String(error) });
        }
      }
      return ok(null);
    },
    async canChoose(running) {
      const found = await find();
      if (found === null) return refuse('boot-once-impossible', { detail: 'there is no menu of GRUB in /boot' });
      const commandLine = await readFile(join(root, 'proc/cmdline'), 'utf8');
      if (await isStrange(customPath(found)))
        return refuse('boot-once-impossible', { detail: `${customPath(found)} is no regular file` });
      return await against(options.run, { ...found, running, commandLine });
    },
    async choose({ proven, trial }) {
      const found = await find();
      if (found === null) return refuse('boot-once-impossible', { detail: 'there is no menu of GRUB in /boot' });
      const provenEntry = entry(found, proven);
      if (provenEntry === null) return notInMenu(proven);
      const trialEntry = trial === null ? null : entry(found, trial.release);
      if (trial !== null && trialEntry === null) return notInMenu(trial.release);
      await writeBlock(found, {
        proven: provenEntry,
        trial: trial === null || trialEntry === null ? null : { of: trialEntry, when: trial.when },
      });
      // Behind the block: named before it is there, the entry would be unknown, and root's own default booted.
      const told = await (trial?.when === 'once'
        ? editEnvironment(found, 'set', `next_entry=${TRIAL_ENTRY}`)
        : forgetNext(found, editEnvironment));
      return told.ok ? ok(undefined) : told;
    },
    async giveBack() {
      const found = await find();
      if (found === null) return ok(undefined);
      if (hasBlock((await readText(customPath(found))) ?? '')) {
        const forgotten = await forgetNext(found, editEnvironment);
        if (!forgotten.ok) return forgotten;
      }
      await writeBlock(found, null);
      return ok(undefined);
    },
  };
};

/** A link would be replaced, and what root has behind it be booted no more. */
const isStrange = async (path: string): Promise<boolean> => (await ifThere(lstat(path)))?.isFile() === false;

/** Of ours alone: what root has named for the next boot stays. */
const forgetNext = async (
  found: Found,
  edit: (found: Found, ...words: readonly string[]) => Promise<Outcome<string>>,
): Promise<Outcome<string>> => {
  const listed = await edit(found, 'list');
  if (!listed.ok) return listed;
  return listed.value.split('\n').includes(`next_entry=${TRIAL_ENTRY}`)
    ? await edit(found, 'unset', 'next_entry')
    : listed;
};

/** Everything by which one boot could become every boot, or none. */
const against = async (
  run: RunCommand,
  { directory, tool, menu, running, commandLine }: Found & { readonly running: string; readonly commandLine: string },
): Promise<Outcome<void>> => {
  const no = (detail: string): Outcome<void> => refuse('boot-once-impossible', { detail });
  // GRUB's own word to the kernel; other loaders leave a menu of GRUB where it lies.
  if (!/(?:^|\s)BOOT_IMAGE=/.test(commandLine)) return no('something else than GRUB has booted the host');
  if (!menu.includes('next_entry')) return no('the menu of GRUB takes no entry for one boot');
  if (!menu.includes('custom.cfg')) return no('the menu of GRUB reads no custom.cfg');
  // The menu of the rpm family since 8: entries are files of the Boot Loader Specification, which its own GRUB reads by itself.
  if (/^\s*blscfg\b/m.test(menu))
    return no('GRUB takes its entries from loader/entries (blscfg), of which none is told here');
  if (entryOf(menu, running) === null) return no(`the menu of GRUB has no entry for ${running}, which runs`);
  const probe = async (target: string): Promise<Outcome<string>> =>
    asked(await ask(run, [`/usr/sbin/${tool}-probe`, `--target=${target}`, directory]));
  const [abstraction, fileSystem] = [await probe('abstraction'), await probe('fs')];
  if (!abstraction.ok) return abstraction;
  if (!fileSystem.ok) return fileSystem;
  const below = abstraction.value.trim();
  if (below !== '') return no(`${directory} lies on ${below.split(/\s+/).join(', ')}, where GRUB cannot write`);
  const kind = fileSystem.value.trim();
  return WRITABLE.has(kind) ? ok(undefined) : no(`${directory} lies on ${kind}, where GRUB cannot write`);
};

const notInMenu = (release: string): Outcome<void> =>
  refuse('boot-once-impossible', { detail: `the menu of GRUB has no entry for ${release}` });

const ask = async (run: RunCommand, command: readonly [string, ...string[]]): Promise<CommandResult> =>
  await run({
    command,
    environment: ENVIRONMENT,
    timeLimitMs: LIMIT_MS,
    // It writes 1024 bytes in place; cut in the middle it would leave GRUB half an environment.
    whenOverdue: 'leave',
    outputBytesMax: OUTPUT_BYTES_MAX,
  });

const asked = (result: CommandResult): Outcome<string> => {
  if (result.kind === 'ended' && result.status === 0) return ok(result.stdout);
  if (result.kind === 'not-started') return refuse('boot-once-impossible', { detail: result.detail });
  const said = result.stderr.trim() || (result.kind === 'overdue' ? 'no answer in time' : `status ${result.status}`);
  return refuse('boot-once-impossible', { detail: said });
};
