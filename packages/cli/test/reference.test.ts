import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { referencePage } from './reference.ts';

const PUBLISHED = fileURLToPath(new URL('../../../docs/operator/cli.md', import.meta.url));

it('the published page is that of the command tree; `npx vitest run packages/cli/test/reference.test.ts -u` publishes it', async () => {
  await expect(referencePage()).toMatchFileSnapshot(PUBLISHED);
});
