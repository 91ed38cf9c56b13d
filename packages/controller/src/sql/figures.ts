// Numbers about what is stored, from indexes and from few rows (ports/store-figures.ts).

import { type RawBuilder, sql } from 'kysely';
import {
  type DueCount,
  dueEdges,
  type HostState,
  type ModeCount,
  type RunningStep,
  type StoreFigures,
  UNKNOWN_URGENCY_KEY,
} from '../ports/index.ts';
import { byIndex, dialectOf, fieldOf, THEN_JOIN } from './dialect.ts';
import { OPEN_STATES } from './rollouts.ts';
import { spanAfter } from './selection.ts';
import type { Transaction } from './transaction.ts';

export const figuresOn = (transaction: Transaction): StoreFigures => ({
  ...ofHosts(transaction),
  ...ofWork(transaction),
  async pendingPackages() {
    return await countOf(transaction, sql`package_version where pending is not null`);
  },
  async dueExposures(now) {
    const { rows } = await sql<DueCount>`
      select environment, ${dueSpan(now)} as due, sum(hosts) as hosts from exposure_hosts
      where hosts > 0 group by 1, 2 order by 1, 2`.execute(transaction.reading);
    return rows;
  },
  async sizeBytes() {
    const size =
      dialectOf(transaction.reading) === 'postgres'
        ? sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`
        : sql<{ bytes: number }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`;
    return (await size.execute(transaction.reading)).rows[0]?.bytes ?? null;
  },
});

const ofHosts = (transaction: Transaction): Pick<StoreFigures, 'modeCounts' | 'hostStates' | 'runningSteps'> => ({
  async modeCounts() {
    const { rows } = await sql<{ standing: string; hosts: number }>`
      select standing, count(*) as hosts from host ${byIndex('host_standing')}
      where retired_at is null group by standing order by standing`.execute(transaction.reading);
    const standings = rows.map(({ standing, hosts }) => standingOf(standing, hosts));
    // What else stands there tells them apart no further.
    const alike = Map.groupBy(standings, (one) => {
      const { hosts: _, ...its } = one;
      return JSON.stringify(its);
    });
    return [...alike.values()].flatMap((some) =>
      some.slice(0, 1).map((first) => ({ ...first, hosts: some.reduce((sum, { hosts }) => sum + hosts, 0) })),
    );
  },
  async hostStates(silentSince, after) {
    const span = await spanAfter(transaction.reading, { after, limit: 1 });
    // The environment from an index, the rest from columns: no host's document is opened for it.
    const { rows } = await sql<StateRow>`
      select class.environment, host.standing, inventory.pending, inventory.reboot,
        host.seen_at < ${silentSince} as silent, count(*) as hosts
      from host as class ${byIndex('host_class')} ${THEN_JOIN} host on host.number = class.number
        left join inventory ${byIndex('inventory_asked')} on inventory.host_number = class.number
      where class.number > ${span.from} and class.number <= ${span.to} and class.retired_at is null
      group by 1, 2, 3, 4, 5`.execute(transaction.reading);
    return { items: rows.map(stateOf), next: span.next };
  },
  async runningSteps() {
    const step = fieldOf('newest.document', 'step');
    const { rows } = await sql<RunningStep>`
      select ${step} as step, min(${fieldOf('newest.document', 'at')}) as ${sql.ref('begunAt')}, count(*) as steps
      from lease join host on host.host_id = lease.host_id
      join ledger_entry as newest on newest.host_number = host.number
        and newest.sequence = (select max(sequence) from ledger_entry where host_number = host.number)
      where ${fieldOf('newest.document', 'kind')} = 'step-begun'
      group by 1 order by 1`.execute(transaction.reading);
    return rows;
  },
});

/** As the column of that name has it. */
type StandingText = readonly [
  mode: ModeCount['mode'],
  barred: string | null,
  stopped: boolean | null,
  agentVersion: string | null,
  wantedMode: ModeCount['mode'],
  isAwaited: boolean,
];

const standingOf = (text: string, hosts: number): ModeCount => {
  const [mode, barred, stopped, agentVersion] = JSON.parse(text) as StandingText;
  return { mode, barred, stopped: stopped ?? false, agentVersion, hosts };
};

interface StateRow {
  readonly environment: string | null;
  readonly standing: string;
  /** `null`: it has no inventory. */
  readonly pending: HostState['pending'] | null;
  readonly reboot: string | null;
  readonly silent: number | boolean | null;
  readonly hosts: number;
}

const stateOf = ({ environment, standing, pending, reboot, silent, hosts }: StateRow): HostState => {
  const [mode, barred, , agentVersion, wantedMode, isAwaited] = JSON.parse(standing) as StandingText;
  const never = agentVersion === null || pending === null;
  return {
    environment,
    isAdopted: mode === 'adopted' && wantedMode === 'adopted',
    isBarred: barred !== null,
    heard: never ? 'never' : silent ? 'silent' : 'lately',
    pending: isAwaited ? 'unknown' : (pending ?? 'unknown'),
    needsReboot: reboot === 'needed',
    hosts,
  };
};

const ofWork = (
  transaction: Transaction,
): Pick<StoreFigures, 'leases' | 'claims' | 'openRollouts' | 'waitingDeliveries'> => ({
  async leases(now) {
    const expires = fieldOf('document', 'expiresAt');
    const all = await countOf(transaction, sql`lease`);
    const expired = await countOf(transaction, sql`lease where ${expires} <= ${now}`);
    return { standing: all - expired, expired };
  },
  async claims(now) {
    return await countOf(transaction, sql`claim where released = 0 and expires_at > ${now}`);
  },
  async openRollouts() {
    return await transaction.reading
      .selectFrom('rollout')
      .select(({ fn }) => ['state', fn.countAll<number>().as('rollouts')])
      .where('state', 'in', OPEN_STATES)
      .groupBy('state')
      .orderBy('state')
      .execute();
  },
  async waitingDeliveries() {
    const { rows } = await sql<{ deliveries: number; oldestAt: OldestAt }>`
      select count(*) as deliveries, min(added_at) as ${sql.ref('oldestAt')}
      from delivery where state = 'waiting'`.execute(transaction.reading);
    return rows[0] ?? { deliveries: 0, oldestAt: null };
  },
});

type OldestAt = Awaited<ReturnType<StoreFigures['waitingDeliveries']>>['oldestAt'];

const countOf = async (transaction: Transaction, from: RawBuilder<unknown>): Promise<number> =>
  (await sql<{ count: number }>`select count(*) as count from ${from}`.execute(transaction.reading)).rows[0]?.count ??
  0;

/** The column begins with the deadline; what has none begins with a sign behind all digits. */
const dueSpan = (now: Parameters<StoreFigures['dueExposures']>[0]): RawBuilder<string> => {
  const spans = dueEdges(now).map(({ due, before }) => sql`when due < ${before} then ${sql.lit(due)}`);
  return sql`case ${sql.join(spans, sql` `)} when due < '~' then 'later'
    when due = ${UNKNOWN_URGENCY_KEY} then 'unknown' else 'none' end`;
};
