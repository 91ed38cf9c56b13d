import { join } from 'node:path';
import { DATABASE, endWriter, startWriter, type WrittenSummary } from '../../eight/index.ts';
import { type Lab, probePage } from '../../fleet/index.ts';
import { execOk, type LabHost } from '../../host/index.ts';
import { endProbe, type ProbeSummary } from '../../probe/index.ts';
import { until } from '../../until.ts';

/** What came of it. */
export interface Seen {
  readonly page: ProbeSummary;
  readonly queue: WrittenSummary;
  readonly database: WrittenSummary;
  /** Rows in the standby's own copy. */
  readonly standbyHas: number;
  /** Who is the primary in the end. */
  readonly primary: string;
}

const QUESTION_TIMEOUT_MS = 30_000;
const CAUGHT_UP_TIMEOUT_MS = 30_000;

/** Everything that the eight give is used from now on, until it is ended. */
export async function useAll(lab: Lab): Promise<{ readonly end: () => Promise<Seen> }> {
  const of = (part: string): readonly LabHost[] => lab.hosts.filter(({ labels }) => labels['part'] === part);
  const writer = (kind: 'database' | 'queue', part: string) =>
    startWriter(kind, {
      directory: join(lab.settings.directory, 'probes', kind),
      addresses: of(part).map(({ address }) => address),
    });
  const [page, queue, database] = await Promise.all([
    probePage(lab, 'fleet'),
    writer('queue', 'queue'),
    writer('database', 'db'),
  ]);
  return {
    end: async () => {
      const ended = { page: await endProbe(page), queue: await endWriter(queue), database: await endWriter(database) };
      return { ...ended, ...(await pairAfter(of('db'), ended.database.acknowledged)) };
    },
  };
}

/** Asked on the hosts themselves: the writer read back from the primary. */
async function pairAfter(hosts: readonly LabHost[], expected: number): Promise<Pick<Seen, 'standbyHas' | 'primary'>> {
  const ask = async (host: LabHost, sql: string): Promise<string> => {
    const psql = ['psql', '-XAtqw', '-d', DATABASE, `--command=${sql}`];
    return (
      await execOk(host, ['runuser', '-u', 'postgres', '--', ...psql], { timeoutMs: QUESTION_TIMEOUT_MS })
    ).trim();
  };
  const roles = await Promise.all(
    hosts.map(async (host) => ({ host, isStandby: (await ask(host, 'select pg_is_in_recovery()')) === 't' })),
  );
  const primary = roles.find(({ isStandby }) => !isStandby)?.host;
  const standby = roles.find(({ isStandby }) => isStandby)?.host;
  if (primary === undefined || standby === undefined) return { primary: 'not one', standbyHas: 0 };
  let standbyHas = 0;
  await until(
    `the standby ${standby.name} has replayed all ${expected} rows`,
    async () => {
      standbyHas = Number(await ask(standby, 'select count(*) from written'));
      return standbyHas >= expected ? true : null;
    },
    { timeoutMs: CAUGHT_UP_TIMEOUT_MS },
  );
  return { primary: primary.name, standbyHas };
}
