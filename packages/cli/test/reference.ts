// docs/operator/cli.md, made from the command tree and the tables of exit codes and environment.

import type { CommandSpec } from '../src/command/index.ts';
import { SUBJECTS } from '../src/command-tree/index.ts';
import { ENVIRONMENT } from '../src/commands/help.ts';
import { EXIT_CODES } from '../src/exit/index.ts';

const INTRODUCTION = `# The command line

\`slipway\` parses, asks the controller, and prints. It knows the controller through its API alone
([openapi.json](../api/openapi.json)). This page is made from the command tree; \`slipway help COMMAND\` says the same.

From a checkout: \`npx slipway …\`, right after \`npm ci\`. To begin:

\`\`\`text
slipway login https://controller.example:8443 --trust sha256:…    as the controller printed it at its start
slipway enrol token --label environment=dev                       the one line that enrols a host
slipway host list
\`\`\`

- Every command takes \`--json\`: one JSON document on standard output, instants in UTC. \`rollout watch --json\` prints one
  document per change, each on a line. A command that fails prints \`{"error":{"exitCode","message","code","facts"}}\`.
- Hosts are named by id or hostname; where two share a hostname, only the id will do. Plans and patch sets are named by
  their digest or by its beginning.
- Every reason is printed with its text and, in brackets, its code, which never changes its meaning.
- On a terminal tables fit its width. In a pipe nothing is cut, wrapped or coloured: one row is one line.
`;

export const referencePage = (): string =>
  [
    INTRODUCTION,
    ...SUBJECTS.map(({ title, commands }) => `## ${title}\n\n${commands.map(entry).join('\n')}`),
    `## Exit codes\n\n${table(['code', 'meaning'], Object.entries(EXIT_CODES))}`,
    `## Environment\n\n${table(['variable', 'meaning'], ENVIRONMENT)}`,
  ].join('\n');

const entry = ({ usage, summary, more, options, example }: CommandSpec): string => {
  const rows = options.map(({ flags, text, choices, default: otherwise, required }) => {
    const notes = [
      text,
      ...(choices === undefined ? [] : [`one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`]),
      ...(otherwise === undefined ? [] : [`else \`${otherwise}\``]),
      ...(required === true ? ['needed'] : []),
    ];
    return [`\`${flags}\``, notes.join('; ')] as const;
  });
  return [
    `### \`slipway ${usage}\`\n`,
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.${more === undefined ? '' : ` ${more}`}\n`,
    ...(rows.length === 0 ? [] : [table(['option', 'meaning'], rows)]),
    `\`\`\`sh\nslipway ${example}\n\`\`\`\n`,
  ].join('\n');
};

const table = (titles: readonly [string, string], rows: readonly (readonly [string, string])[]): string => {
  const cells = ([a, b]: readonly [string, string]): string =>
    `| ${a.replaceAll('|', '\\|')} | ${b.replaceAll('|', '\\|')} |\n`;
  return [cells(titles), '|---|---|\n', ...rows.map(cells)].join('');
};
