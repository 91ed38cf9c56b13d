// A proposal: what this host's own package manager says it would do, given only the patch set's index.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConffileConflict, Obstacle, Proposal, ProposedChange, RefusedTarget } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { BroughtConffiles, ProposalWish } from '../../ports/index.ts';
import { layOutIndex } from './frozen-index.ts';
import type { DnfContext } from './host.ts';
import { packagesRead } from './packages.ts';
import { askDnf } from './program.ts';
import { flag, list, named, record, shaped, text, textOrNull, word } from './shapes.ts';

/** Beside what the port says: the folder in which the package files of the index lie, if they do. */
export type Wish = ProposalWish & { readonly files: string };

/** A question takes a second and more on a host with modules; each bad target among hundreds costs some more. */
const PROPOSAL_LIMIT_MS = 600_000;

export const propose = async (context: DnfContext, wish: Wish): Promise<Outcome<Proposal>> => {
  const { index, indexPath, files, targets, avoid, mayRemove, conffiles = [] } = wish;
  const back = wish.back === undefined ? {} : { back: wish.back.remove.map(exactly) };
  const repository = await layOutIndex(context, { index, path: indexPath, packages: files });
  if (!repository.ok) return repository;
  const brought = conffiles.length === 0 ? {} : { brought: await layOut(context, conffiles) };
  const answer = await askDnf(
    context,
    {
      verb: 'propose',
      settings: { repository: repository.value, avoid, mayRemove, ...back, ...brought },
      items: targets.map(exactly),
    },
    { timeLimitMs: PROPOSAL_LIMIT_MS },
  );
  if ('problem' in answer) return refuse('proposal-unable', { detail: answer.problem });
  const read = packagesRead(context, answer.value);
  if (!read.ok) return read;
  const told = shaped(answer.value, toldOf);
  if (told === null) return refuse('proposal-unable', { detail: 'its answer cannot be read' });
  return ok({
    schema: 'slipway.proposal/1',
    patchSetDigest: wish.patchSetDigest,
    fingerprint: read.value.database.fingerprint,
    changes: told.changes.toSorted(byName),
    conffiles: told.conffiles,
    refused: told.refused.toSorted(byName),
  });
};

/** As a file: of a patch set with hundreds of packages it is longer than Linux lets an argument be (128 KiB). */
const layOut = async ({ directory }: DnfContext, conffiles: readonly BroughtConffiles[]): Promise<string> => {
  const path = join(directory, 'brought.json');
  await mkdir(directory, { recursive: true, mode: 0o755 });
  await writeFile(path, JSON.stringify(conffiles), { mode: 0o644 });
  return path;
};

/** Whatever else the caller's object holds stays here. */
const exactly = ({ name, architecture, version }: Wish['targets'][number]) => ({ name, architecture, version });

type Told = Pick<Proposal, 'changes' | 'conffiles' | 'refused'>;

export const toldOf = (value: unknown): Told => {
  const { changes, conffiles, refused } = record(value);
  return {
    changes: list(changes, changeOf),
    conffiles: list(conffiles, conffileOf),
    refused: list(refused, refusedOf),
  };
};

const KINDS = ['upgrade', 'install', 'install-beside', 'remove', 'downgrade'] as const;
const CAUSES = ['held', 'dependency', 'unknown'] as const;
const OBSTACLES = ['avoided', 'removal', 'relation'] as const;

const changeOf = (value: unknown): ProposedChange => {
  const one = record(value);
  return {
    kind: word(one['kind'], KINDS),
    name: named(one['name']),
    architecture: named(one['architecture']),
    from: textOrNull(one['from']),
    to: textOrNull(one['to']),
    automatic: flag(one['automatic']),
  };
};

const conffileOf = (value: unknown): ConffileConflict => {
  const one = record(value);
  return { package: named(one['package']), path: named(one['path']) };
};

const refusedOf = (value: unknown): RefusedTarget => {
  const one = record(value);
  return {
    name: named(one['name']),
    architecture: named(one['architecture']),
    version: named(one['version']),
    cause: word(one['cause'], CAUSES),
    ...(one['against'] === undefined ? {} : { against: obstacleOf(one['against']) }),
  };
};

const obstacleOf = (value: unknown): Obstacle => {
  const one = record(value);
  return {
    kind: word(one['kind'], OBSTACLES),
    name: named(one['name']),
    architecture: named(one['architecture']),
    version: textOrNull(one['version']),
    relation: text(one['relation']),
  };
};

interface Named {
  readonly name: string;
  readonly architecture: string;
}

const byName = (a: Named, b: Named): number => {
  const [left, right] = [`${a.name}/${a.architecture}`, `${b.name}/${b.architecture}`];
  return left < right ? -1 : left > right ? 1 : 0;
};
