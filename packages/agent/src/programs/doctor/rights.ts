// What of the agent belongs to whom: a row for everything whose rights the agent's safety rests on. docs/operator/rights-and-ports.md has them in words.

import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Examined, type FoundFile, judgeRights, type Right } from '@slipway/core/soundness';
import { isAbsent, namesIfThere } from '../../if-there/index.ts';
import type { Layout } from '../../layout/index.ts';

export interface Owners {
  readonly root: number;
  /** Of the user `slipway`; `null`: there is none. */
  readonly reporter: number | null;
}

/** Whether the agent itself follows a link of that name in that folder. */
export interface FollowedLinks {
  /** To a file of the same folder. */
  within(folder: string, name: string): Promise<boolean>;
  /** To any file that root alone may change. */
  trusted(folder: string, name: string): Promise<boolean>;
}

/** `null`: a link is wrong there. */
type Row = Right & { readonly links: keyof FollowedLinks | null };

const PROGRAM = '/usr/lib/slipway/slipway-agent';

export const examineRights = async (
  layout: Layout,
  { root, reporter }: Owners,
  followed: FollowedLinks,
  program = PROGRAM,
): Promise<readonly Examined[]> => {
  if (reporter === null) {
    return [
      {
        part: 'rights',
        is: 'wrong',
        says: 'there is no user slipway',
        next: 'install the package slipway-agent again',
      },
    ];
  }
  const rows = [
    ...rootsOwn(layout, { uid: root, name: 'root' }, program),
    ...(await filesOfFolders(layout, { uid: root, name: 'root' })),
    ...reportersOwn(layout, { uid: reporter, name: 'slipway' }),
  ];
  return judgeRights(await Promise.all(rows.map(async (row) => [row, await look(row, followed)] as const)));
};

/** Whoever can write one of these decides what root does on this host. */
const rootsOwn = (layout: Layout, owner: Right['owner'], program: string): readonly Row[] => {
  const row = (path: string, optional: boolean): Row => ({
    ...{ path, owner, closedTo: 'others-writing', optional, links: null },
  });
  const { executor } = layout;
  return [
    // Whoever may write in a folder exchanges what lies in it.
    ...[program, layout.settings, executor.directory].map((path) => row(dirname(path), false)),
    row(program, false),
    // There from the enrolment on; that it is missing is told by it.
    row(layout.settings, true),
    row(layout.hooks, false),
    row(layout.plugIns, false),
    row(layout.questions, false),
    row(layout.inhibitions, true),
    row(layout.checks, true),
    { ...row(layout.fileAges, true), links: 'within' },
    row(executor.directory, false),
    row(executor.ledger, true),
    row(executor.plan, true),
    row(executor.trust, true),
    row(executor.staging, true),
    row(executor.restorePoints, true),
    // By what is written here at its end, an attempt believes that a transaction went well.
    row(executor.transactions, true),
  ];
};

/** What lies in the folders that only root fills: hooks and plug-ins are executed, the others are believed. */
const filesOfFolders = async (layout: Layout, owner: Right['owner']): Promise<readonly Row[]> => {
  const { hooks, plugIns, questions, inhibitions, checks } = layout;
  const rows: Row[] = [];
  for (const folder of [hooks, plugIns, questions, inhibitions, checks]) {
    for (const name of await namesIfThere(folder)) {
      const links = folder === plugIns && !name.endsWith('.json') ? 'trusted' : 'within';
      rows.push({ path: join(folder, name), owner, closedTo: 'others-writing', optional: true, links });
    }
  }
  return rows;
};

/** Its key is who this host is; all but the directory is there from the enrolment on. */
const reportersOwn = ({ reporter }: Layout, owner: Right['owner']): readonly Row[] => {
  const row = (path: string, closedTo: Right['closedTo'], optional: boolean): Row => ({
    ...{ path, owner, closedTo, optional, links: null },
  });
  return [
    row(reporter.directory, 'others-writing', false),
    row(reporter.key, 'everybody-else', true),
    row(reporter.certificate, 'others-writing', true),
    row(reporter.inbox, 'others-writing', true),
  ];
};

const look = async ({ path, links }: Row, followed: FollowedLinks): Promise<FoundFile> => {
  try {
    const itself = await lstat(path);
    // What the agent follows is judged by what it leads to.
    const isFollowed =
      itself.isSymbolicLink() && links !== null && (await followed[links](dirname(path), basename(path)));
    const found = isFollowed ? await lstat(await realpath(path)) : itself;
    return { uid: found.uid, mode: found.mode, isLink: found.isSymbolicLink() };
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
};
