// A disk beneath durable files: what was not synced is lost at a cut, in any part and in any order. The files lie in a real
// folder, which is the page cache: a killed process leaves it as it is, a cut leaves a new folder with what reached the disk.
// As POSIX has it, and harder than most file systems: content and name of a file are synced apart.

import { constants } from 'node:fs';
import { type FileHandle, mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FileCalls } from '../src/adapters/durable-files/index.ts';

type Change = { readonly at: number; readonly bytes: Uint8Array } | { readonly length: number };
interface Inode {
  durable: Uint8Array;
  /** Since the last sync, in order. */
  changes: readonly Change[];
  /** As the page cache has it. */
  length: number;
}
type NameChange =
  | { readonly kind: 'link'; readonly name: string; readonly inode: Inode }
  | { readonly kind: 'unlink'; readonly name: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string; readonly inode: Inode };

/** Below 1, and another one at each call. */
export type Chance = () => number;

export class Dead extends Error {}

export interface LosingDisk {
  readonly folder: string;
  readonly calls: FileCalls;
  /** From now on so many calls are carried out; each one behind them throws, and nothing of it happens. */
  dieAfter(calls: number): void;
  /** Another process begins, over what the page cache has. */
  revive(): void;
  /** The disk as it is found after a power cut. */
  cut(chance: Chance): Promise<LosingDisk>;
}

/** `forgets`: syncs of these are answered for and not carried out. */
export const losingDisk = async (parent: string, forgets: 'nothing' | 'files' | 'folders' = 'nothing') =>
  await diskOf(parent, forgets, new Map());

const diskOf = async (
  parent: string,
  forgets: 'nothing' | 'files' | 'folders',
  contents: ReadonlyMap<string, Uint8Array>,
): Promise<LosingDisk> => {
  const folder = await mkdtemp(join(parent, 'disk-'));
  const durableNames = new Map<string, Inode>();
  for (const [name, durable] of contents) {
    await writeFile(join(folder, name), durable);
    durableNames.set(name, { durable, changes: [], length: durable.length });
  }
  const names = new Map(durableNames);
  let nameChanges: NameChange[] = [];
  let callsLeft = Number.POSITIVE_INFINITY;
  const live = (): void => {
    if (callsLeft <= 0) throw new Dead('the process is dead');
    callsLeft -= 1;
  };
  const applyTo = (to: Map<string, Inode>, change: NameChange): void => {
    if (change.kind === 'unlink') to.delete(change.name);
    else if (change.kind === 'link') to.set(change.name, change.inode);
    else {
      to.delete(change.from);
      to.set(change.to, change.inode);
    }
  };
  const note = (change: NameChange): void => {
    nameChanges.push(change);
    applyTo(names, change);
  };

  const syncFolder = (): void => {
    if (forgets === 'folders') return;
    for (const change of nameChanges) applyTo(durableNames, change);
    nameChanges = [];
  };
  const handleOf = (real: FileHandle, inode: Inode | null): FileHandle =>
    ({
      async sync() {
        live();
        if (inode === null) return syncFolder();
        if (forgets === 'files') return;
        inode.durable = contentOf(inode, inode.changes);
        inode.changes = [];
      },
      async write(bytes: Uint8Array, offset: number) {
        live();
        const result = await real.write(bytes, offset);
        if (inode === null) throw new Error('a folder is not written to');
        const written = Buffer.from(bytes.subarray(offset, offset + result.bytesWritten));
        inode.changes = [...inode.changes, { at: inode.length, bytes: written }];
        inode.length += written.length;
        return result;
      },
      async truncate(length: number) {
        live();
        if (inode === null) throw new Error('a folder is not shortened');
        await real.truncate(length);
        inode.changes = [...inode.changes, { length }];
        inode.length = length;
      },
      async chmod(mode: number) {
        live();
        await real.chmod(mode);
      },
      stat: async () => await real.stat(),
      createReadStream: (options: Parameters<FileHandle['createReadStream']>[0]) => real.createReadStream(options),
      close: async () => await real.close(),
    }) as unknown as FileHandle;

  const calls: FileCalls = {
    async open(path, flags, mode) {
      live();
      const real = await open(path, flags, mode);
      if (String(path) === folder) return handleOf(real, null);
      const name = basename(String(path));
      const there = names.get(name);
      if (there !== undefined) return handleOf(real, there);
      if ((Number(flags) & constants.O_CREAT) === 0) throw new Error(`${name} came from elsewhere`);
      const inode: Inode = { durable: new Uint8Array(), changes: [], length: 0 };
      note({ kind: 'link', name, inode });
      return handleOf(real, inode);
    },
    async rename(from, to) {
      live();
      await rename(from, to);
      const inode = names.get(basename(String(from)));
      if (inode === undefined) throw new Error(`${String(from)} came from elsewhere`);
      note({ kind: 'rename', from: basename(String(from)), to: basename(String(to)), inode });
    },
    async rm(path, options) {
      live();
      await rm(path, options);
      note({ kind: 'unlink', name: basename(String(path)) });
    },
  };
  return {
    folder,
    calls,
    dieAfter(left) {
      callsLeft = left;
    },
    revive() {
      callsLeft = Number.POSITIVE_INFINITY;
    },
    async cut(chance) {
      const kept = new Map(durableNames);
      for (const change of shuffled(nameChanges, chance)) if (chance() < 0.5) applyTo(kept, change);
      const found = [...kept].map(([name, inode]) => [name, contentOf(inode, lost(inode.changes, chance))] as const);
      return await diskOf(parent, forgets, new Map(found));
    },
  };
};

/** What lies between two parts that were written, and was not written itself, is zeros. */
const contentOf = ({ durable }: Inode, changes: readonly Change[]): Uint8Array => {
  let content = Buffer.from(durable);
  for (const change of changes) {
    const length = 'length' in change ? change.length : Math.max(content.length, change.at + change.bytes.length);
    const next = Buffer.alloc(length);
    content.copy(next, 0, 0, length);
    if ('bytes' in change) next.set(change.bytes, change.at);
    content = next;
  }
  return content;
};

/** Each write in up to three pieces, each of which reached the disk or did not, in any order. */
const lost = (changes: readonly Change[], chance: Chance): readonly Change[] => {
  const pieces = changes.flatMap((change): readonly Change[] => {
    if (!('bytes' in change)) return [change];
    const ends = [chance(), chance(), 1].map((at) => Math.ceil(at * change.bytes.length)).toSorted((a, b) => a - b);
    return ends.map((end, index) => {
      const from = ends[index - 1] ?? 0;
      return { at: change.at + from, bytes: change.bytes.subarray(from, end) };
    });
  });
  return shuffled(pieces, chance).filter(() => chance() < 0.5);
};

const shuffled = <T>(list: readonly T[], chance: Chance): readonly T[] =>
  list
    .map((item) => ({ item, place: chance() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
