import type { ManagedFleet } from '../managed/index.ts';
import { slipway } from '../product/index.ts';
import { claim } from './scenario.ts';

/** What `slipway host verify --json` prints; exit code 0 where nothing differs, 6 where something does. */
interface Answer {
  readonly found: {
    readonly state: string;
    readonly text: string;
    readonly versionsInAll: number;
    readonly notWholeInAll: number;
    readonly differing: readonly { readonly package: string; readonly path: string; readonly how: string }[];
  };
}

/**
 * Asked with the command line, answered by the host's own root. The versions must be those that the controller believes.
 * Answers the files that are not as their package has them, as `path how`, sorted.
 */
export async function differingFiles({ controller }: ManagedFleet, name: string): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await slipway(controller, ['host', 'verify', name, '--json']);
  claim(exitCode === 0 || exitCode === 6, `${name} verifies itself: exit code ${exitCode}, ${stdout}${stderr}`);
  const { found } = JSON.parse(stdout) as Answer;
  claim(found.versionsInAll === 0, `${name} has the versions that the controller believes: ${found.text}`);
  claim(found.notWholeInAll === 0, `every package of ${name} is whole: ${found.text}`);
  const differing = found.differing.map(({ path, how }) => `${path} ${how}`).toSorted();
  claim((exitCode === 0) === (differing.length === 0), `the exit code says whether files differ: ${found.text}`);
  return differing;
}
