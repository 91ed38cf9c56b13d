import { endpoints } from '@slipway/protocol/api';
import { policyJsonSchema } from '@slipway/protocol/policy';
import type { Action } from '../command/index.ts';
import { wrongUse } from '../exit/index.ts';
import { instantText, jsonText } from '../output/index.ts';
import { policyText, revisionNote } from '../policy-file/index.ts';
import { starterText } from '../policy-starter/index.ts';
import { newest, present, printTable } from './common/index.ts';
import { summaryOf } from './policy-page/index.ts';

const SCHEMA_LINE = 'yaml-language-server: $schema=./policy.schema.json';

/** The file that `policy apply` takes; with --json the document with its revision. */
export const policyShow: Action = async (invocation) => {
  const { context, options } = invocation;
  if (options.is('yaml') && options.is('json')) throw wrongUse('Either --yaml or --json.');
  const api = await context.api();
  const revision = options.number('revision');
  const stored =
    revision === null
      ? await api.call(endpoints.policy.show, {})
      : await api.call(endpoints.policy.revision, { params: { revision: String(revision) } });
  present(invocation, stored, () =>
    policyText(stored.policy, [
      SCHEMA_LINE,
      `${revisionNote(stored.revision)}, which ${stored.savedBy} saved at ${stored.savedAt}.`,
      'While that line stands here, `slipway policy apply` refuses this file once another revision holds.',
    ]),
  );
  return 0;
};

export const policyList: Action = async (invocation) => {
  const revisions = await newest(invocation, endpoints.policy.revisions, {});
  printTable(invocation, {
    items: revisions,
    columns: [{ title: 'revision', align: 'right' }, { title: 'saved' }, { title: 'by' }, { title: 'what changed' }],
    row: ({ revision, savedAt, savedBy, changes }) => [
      String(revision),
      instantText(savedAt),
      savedBy,
      changes === null ? 'the first' : summaryOf(changes),
    ],
    empty: 'There is no policy.',
  });
  return 0;
};

export const policyStarter: Action = async (invocation) => {
  const text = starterText(invocation.options.is('alone') ? 'alone' : 'team');
  present(invocation, { text }, () => text);
  return 0;
};

/** JSON in either case: it is for editors. */
export const policySchema: Action = async ({ context }) => {
  context.terminal.out(jsonText(policyJsonSchema()));
  return 0;
};
