// The command of a transaction: exact versions, from the staged files alone, no question asked, nothing removed that is not named. Whole in
// itself (it begins with /usr/bin/env), since it runs in a unit of its own. It is libdnf's own transaction and not `dnf install FILE`: history,
// reasons and module streams stay right, and what dnf would do is held against the plan once more right before rpm begins.

import { join } from 'node:path';
import type { AttemptId } from '@slipway/core/ids';
import type { PlannedChange, PlannedConffile, PreviousVersion } from '@slipway/core/plan';
import type { StagedFiles } from '../../ports/index.ts';
import { repositoryOf } from './frozen-index.ts';
import { type DnfContext, ENVIRONMENT } from './host.ts';
import { programCommand } from './program.ts';

/**
 * Where the program's answer goes, so that the unit's output holds what people read alone. Nobody rests on it: of a transaction that
 * was cut it is not there. What became of one is asked of dnf's history and of the files.
 */
export const TRANSACTION_NAME = 'transaction.json';

type CommandContext = Pick<DnfContext, 'directory' | 'host' | 'program' | 'sha256'>;

export const transactionCommand = (
  context: CommandContext,
  change: {
    readonly attemptId?: AttemptId;
    readonly staged: StagedFiles;
    readonly changes: readonly PlannedChange[];
    readonly conffiles: readonly PlannedConffile[];
  },
): readonly string[] =>
  command(context, change.staged, {
    settings: {
      label: labelOf('apply', change.attemptId),
      // Only a rollback plan holds one, and only one whose bounds say so reaches this place.
      downgrades: change.changes.some(({ kind }) => kind === 'downgrade'),
      conffiles: change.conffiles.map(({ package: name, path, decision }) => ({ package: name, path, decision })),
    },
    items: change.changes.map(({ name, architecture, from, to, automatic }) => ({
      ...{ name, architecture, version: to, automatic },
      // Of kernels several stand side by side: the one that is named goes.
      ...(to === null && from !== null ? { beside: from } : {}),
    })),
  });

export const wayBackCommand = (
  context: CommandContext,
  change: {
    readonly attemptId?: AttemptId;
    readonly staged: StagedFiles;
    readonly previous: readonly PreviousVersion[];
  },
): readonly string[] =>
  command(context, change.staged, {
    settings: { label: labelOf('way-back', change.attemptId), downgrades: true },
    items: change.previous.map(({ name, architecture, version, beside }) => ({
      ...{ name, architecture, version },
      ...(beside === undefined ? {} : { beside }),
    })),
  });

/** Behind `slipway` it is the command line that dnf's history shows. */
export const labelOf = (purpose: 'apply' | 'way-back', attemptId: AttemptId | undefined): string =>
  attemptId === undefined ? purpose : `${purpose} ${attemptId}`;

const command = (
  context: CommandContext,
  { index }: StagedFiles,
  question: { readonly settings: Readonly<Record<string, unknown>>; readonly items: readonly unknown[] },
): readonly string[] => {
  const { settings, items } = question;
  const repository = repositoryOf(context, index);
  const variables = Object.entries({ ...ENVIRONMENT, ...context.host.environment }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const answer = join(context.directory, TRANSACTION_NAME);
  const line = programCommand(context, { verb: 'apply', settings: { ...settings, repository, answer }, items });
  // Without dnf nothing was proposed either, so that nobody comes here; whoever does starts nothing.
  return line === null ? ['/bin/false'] : ['/usr/bin/env', '-i', ...variables, ...line];
};
