import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CAUSE_GROUPS } from './table/index.ts';
import type { Cause } from './types.ts';

// docs/operator/diagnosis.md ends with the table; what stands above it people write. `vitest run -u` writes the table anew.

const MANUAL = fileURLToPath(new URL('../../../../docs/operator/diagnosis.md', import.meta.url));
const HEADING = '## The table\n';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

const row = ({ code, what, next, signs, reasons = [] }: Cause): string => {
  const logs = [...new Set(signs.flatMap((sign) => sign.logs))];
  const seen = [...logs, ...reasons.map((reason) => `reason \`${reason}\``)].join(', ');
  return `| \`${code}\` | ${cell(what)} | ${cell(next)} | ${seen} |\n`;
};

const table = CAUSE_GROUPS.map(
  ({ title, causes }) =>
    `\n### ${title}\n\n| code | cause | next step | looked for in |\n|---|---|---|---|\n${causes.map(row).join('')}`,
).join('');

it('the manual has the table as it is', async () => {
  const [prose] = readFileSync(MANUAL, 'utf8').split(HEADING);
  await expect(`${prose}${HEADING}${table}`).toMatchFileSnapshot(MANUAL);
});
