// What of the agent belongs to whom: a row for everything whose rights the agent's safety rests on. docs/operator/rights-and-ports.md has them in words.

import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Examined, type FoundFile, judgeRights, type Right } from '@slipway/core/soundness';
import type { Layout } from '../../layout/index.ts';

export interface Owners {
  readonly root: number;
  /** Of the user `slipway`; `null`: there is none. */
  readonly reporter: number | null;
}

const PROGRAM = '/usr/lib/slipway/slipway-agent';

export const examineRights = async (
  layout: Layout,
  { root, reporter }: Owners,
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
  return judgeRights(await Promise.all(rows.map(async (row) => [row, await look(row.path)] as const)));
};

/** Whoever can write one of these decides what root does on this host. */
const rootsOwn = (layout: Layout, owner: Right['owner'], program: string): readonly Right[] => {
  const row = (path: string, optional: boolean): Right => ({ path, owner, closedTo: 'others-writing', optional });
  const { executor } = layout;
  return [
    row(program, false),
    row(layout.settings, false),
    row(layout.hooks, false),
    row(layout.plugIns, false),
    row(layout.questions, false),
    row(layout.inhibitions, true),
    row(layout.checks, true),
    row(layout.fileAges, true),
    row(executor.directory, false),
    row(executor.ledger, true),
    row(executor.plan, true),
    row(executor.trust, true),
    row(executor.staging, true),
    row(executor.restorePoints, true),
  ];
};

/** What lies in the folders that only root fills: hooks and plug-ins are executed, the others are believed. */
const filesOfFolders = async (layout: Layout, owner: Right['owner']): Promise<readonly Right[]> => {
  const { hooks, plugIns, questions, inhibitions, checks } = layout;
  const rows: Right[] = [];
  for (const folder of [hooks, plugIns, questions, inhibitions, checks]) {
    for (const name of await namesIn(folder)) {
      rows.push({ path: join(folder, name), owner, closedTo: 'others-writing', optional: true });
    }
  }
  return rows;
};

/** Its key is who this host is. */
const reportersOwn = ({ reporter }: Layout, owner: Right['owner']): readonly Right[] => [
  { path: reporter.directory, owner, closedTo: 'others-writing', optional: false },
  { path: reporter.key, owner, closedTo: 'everybody-else', optional: false },
  { path: reporter.certificate, owner, closedTo: 'others-writing', optional: false },
  { path: reporter.inbox, owner, closedTo: 'others-writing', optional: false },
];

const look = async (path: string): Promise<FoundFile> => {
  try {
    const found = await lstat(path);
    return { uid: found.uid, mode: found.mode, isLink: found.isSymbolicLink() };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
};
