import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostFile } from '../host/index.ts';
import { HOOK_DIRECTORY, plain } from '../service/index.ts';

const DOCUMENTED = join(import.meta.dirname, '../../../docs/operator/hooks');

/** The example of the manual under each of the names that it answers to. */
export async function documentedHook(
  name: 'haproxy' | 'keepalived' | 'postgresql' | 'rabbitmq',
  calls: readonly string[],
): Promise<readonly (HostFile & { readonly mode: number; readonly content: string })[]> {
  const content = await readFile(join(DOCUMENTED, name), 'utf8');
  const declaration = await readFile(join(DOCUMENTED, `${name}.json`), 'utf8');
  return calls.flatMap((call) => [
    { path: `${HOOK_DIRECTORY}/${name}-${call}`, content, mode: 0o755 },
    plain(`${HOOK_DIRECTORY}/${name}-${call}.json`, declaration),
  ]);
}
