// Which package owns a file, by rpm's own index of names.

import type { FileOwners } from '../../ports/index.ts';
import type { DnfContext } from './host.ts';
import { askDnf } from './program.ts';
import { named, record } from './shapes.ts';

/** In one question: the command line of a process holds 2 MB, and a path is seldom longer than 100 bytes. */
const PATHS_MAX = 5000;

export const createDnfFileOwners =
  (context: DnfContext): FileOwners =>
  async (paths) => {
    const owners = new Map<string, string>();
    const all = [...paths];
    for (let at = 0; at < all.length; at += PATHS_MAX) {
      const answer = await askDnf(context, { verb: 'owners', items: all.slice(at, at + PATHS_MAX) });
      if ('problem' in answer) throw new Error(`the owners of files cannot be read: ${answer.problem}`);
      for (const [path, name] of Object.entries(record(answer.value))) owners.set(path, named(name));
    }
    return owners;
  };
