import { performance } from 'node:perf_hooks';
import { execOk } from '../../host/index.ts';
import { overSlowLink } from '../../network/index.ts';
import type { LabSettings } from '../../settings.ts';
import {
  type Attempt,
  byHand,
  type MadePackage,
  offer,
  onMadeHost,
  plannedFor,
  rolledOut,
  untilStaged,
} from './made-host.ts';

export interface StagedRuns {
  /** From the rollout's start to the end of the attempt: what of a window it takes. */
  readonly stagedMs: number;
  readonly unstagedMs: number;
  /** `apt-get install` of the same size over the same link, downloads and all. */
  readonly aptMs: number;
  readonly megabytes: number;
  readonly megabitsPerSecond: number;
}

const MEGABYTES = 300;
/** A line to a branch office. The update alone takes 48 s on it, and the version that it replaces, for the way back, as long again. */
const MEGABITS_PER_SECOND = 50;
const APT_TIMEOUT_MS = 15 * 60_000;

/** One host, one large update, three times: by hand, by a rollout whose files come within it, and by one whose files were there. */
export async function measureStaged(settings: LabSettings, report: (line: string) => void): Promise<StagedRuns> {
  return onMadeHost(settings, report, async (made) => {
    const { fleet, host } = made;
    const large = async (version: string): Promise<MadePackage> =>
      made.build({ name: 'slipway-large', version, bytes: MEGABYTES * 1e6 });
    const slowly = async <T>(work: () => Promise<T>): Promise<T> =>
      overSlowLink(fleet.lab.network, MEGABITS_PER_SECOND, work);
    const offered = async (...packages: readonly MadePackage[]): Promise<void> => {
      await offer(made, packages);
      await execOk(host, ['apt-get', 'update'], { timeoutMs: APT_TIMEOUT_MS });
    };
    const first = await large('1.0');
    await offered(first);
    await byHand(host, [first]);
    const second = await large('1.1');
    await offered(first, second);
    const from = performance.now();
    await slowly(async () => byHand(host, [second]));
    const aptMs = performance.now() - from;
    report(`by hand in ${Math.round(aptMs / 1000)} s`);

    const third = await large('1.2');
    await offered(second, third);
    const unstaged = await slowly(async () => rolledOut(made, await plannedFor(made, third)));
    report(`within the window in ${Math.round(windowMs(unstaged) / 1000)} s`);

    const fourth = await large('1.3');
    await offered(third, fourth);
    const staged = await slowly(async () => {
      const plan = await plannedFor(made, fourth);
      await untilStaged(made);
      return rolledOut(made, plan);
    });
    return {
      stagedMs: windowMs(staged),
      unstagedMs: windowMs(unstaged),
      aptMs,
      megabytes: MEGABYTES,
      megabitsPerSecond: MEGABITS_PER_SECOND,
    };
  });
}

const windowMs = ({ startedAtMs, endedAtMs }: Attempt): number => endedAtMs - startedAtMs;
