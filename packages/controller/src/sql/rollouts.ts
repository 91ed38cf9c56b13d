import { asHostId } from '@slipway/core/ids';
import type { Lease, Rollout } from '@slipway/core/rollout';
import { sql } from 'kysely';
import { mapPage, type StoredGateReading, type StoredGrant, type StoreRollout } from '../ports/index.ts';
import { claimsOn } from './claims.ts';
import { holdsText } from './dialect.ts';
import { readDocument, readKept, writeDocument } from './documents.ts';
import { NEWEST_FIRST, pageOver } from './pages.ts';
import { readyQuery } from './ready.ts';
import type { Transaction } from './transaction.ts';
import { type RevisionRow, versionedRows } from './versioned.ts';

export const rolloutsOn = (transaction: Transaction): StoreRollout => ({
  ...lifeOn(transaction),
  ...claimsOn(transaction),
  ...leasesOn(transaction),
  ...grantsOn(transaction),
  ...gateReadingsOn(transaction),
  ...takenByHandOn(transaction),
});

/** Named rather than those that are ends: an index finds what a state is, not what it is not. */
const OPEN: Readonly<Record<Exclude<Rollout['state'], 'completed' | 'aborted' | 'failed'>, true>> = {
  running: true,
  paused: true,
  stopped: true,
  aborting: true,
};
export const OPEN_STATES: readonly string[] = Object.keys(OPEN);
const OPEN_WORDS = OPEN_STATES.map((state) => `'${state}'`).join(', ');

const rolloutRowsOn = versionedRows<Rollout, 'rollout'>({
  table: 'rollout',
  key: 'rollout_id',
  columns: { rollout_id: ({ rolloutId }) => rolloutId, state: ({ state }) => state },
  readDocument: readKept,
});

const lifeOn = (
  transaction: Transaction,
): Pick<
  StoreRollout,
  'addRollout' | 'rollout' | 'saveRollout' | 'rollouts' | 'rolloutsOf' | 'openRollouts' | 'openRolloutsWith'
> => {
  const its = rolloutRowsOn(transaction);
  return {
    addRollout: its.add,
    rollout: its.find,
    saveRollout: its.save,
    async rollouts(request) {
      return mapPage(await pageOver(rows(transaction), request, NEWEST_FIRST), (row) => its.read(row).value);
    },
    async rolloutsOf(planDigest) {
      const found = await rows(transaction).where('plan_digest', '=', planDigest).orderBy('number').execute();
      return found.map((row) => its.read(row).value);
    },
    async openRollouts() {
      return (await openRows(transaction.reading)).map(its.read);
    },
    async openRolloutsWith(hostId) {
      // A document without these letters names no such host; looking for them costs a fifth of reading it.
      const { rows: found } = await sql<RevisionRow>`
        select revision, document from rollout where state in (${sql.raw(OPEN_WORDS)})
          and ${holdsText('document', JSON.stringify(hostId))} order by number`.execute(transaction.reading);
      return found.map(its.read).filter(({ value }) => value.hosts.some((host) => host.hostId === hostId));
    },
  };
};

const openRows = readyQuery<RevisionRow>(
  `select revision, document from rollout where state in (${OPEN_WORDS}) order by number`,
);

const rows = (transaction: Transaction) =>
  transaction.reading.selectFrom('rollout').select(['number', 'revision', 'document']);

const leasesOn = (transaction: Transaction): Pick<StoreRollout, 'putLease' | 'leases' | 'freeLease'> => ({
  async putLease(lease) {
    const { hostId, attemptId } = lease;
    const document = writeDocument(lease);
    const { numInsertedOrUpdatedRows } = await transaction.changing
      .insertInto('lease')
      .values({ host_id: hostId, attempt_id: attemptId, document })
      .onConflict((conflict) =>
        conflict.column('host_id').doUpdateSet({ document }).where('lease.attempt_id', '=', attemptId),
      )
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) throw await heldByAnother(transaction, lease);
  },
  async leases() {
    const rows = await transaction.reading.selectFrom('lease').select('document').orderBy('host_id').execute();
    return rows.map(({ document }) => readDocument<Lease>(document, 'lease'));
  },
  async freeLease(hostId, attemptId) {
    await transaction.changing
      .deleteFrom('lease')
      .where('host_id', '=', hostId)
      .where('attempt_id', '=', attemptId)
      .execute();
  },
});

const heldByAnother = async (transaction: Transaction, { hostId, attemptId }: Lease): Promise<Error> => {
  const held = await transaction.reading
    .selectFrom('lease')
    .select('attempt_id')
    .where('host_id', '=', hostId)
    .executeTakeFirstOrThrow();
  return new Error(`${hostId} is away in attempt ${held.attempt_id}, not ${attemptId}`);
};

const grantsOn = (transaction: Transaction): Pick<StoreRollout, 'putGrant' | 'grantsOf'> => ({
  async putGrant(grant) {
    const document = writeDocument(grant);
    await transaction.changing
      .insertInto('start_grant')
      .values({ host_id: grant.hostId, attempt_id: grant.attemptId, document })
      .onConflict((conflict) => conflict.columns(['host_id', 'attempt_id']).doUpdateSet({ document }))
      .execute();
  },
  async grantsOf(hostId) {
    const rows = await grantRows(transaction.reading, hostId);
    return rows.map(({ document }) => readDocument<StoredGrant>(document, 'start grant'));
  },
});

const grantRows = readyQuery<{ readonly document: string }>(
  'select document from start_grant where host_id = ? order by number',
);

const gateReadingsOn = (transaction: Transaction): Pick<StoreRollout, 'putGateReading' | 'gateReadings'> => ({
  async putGateReading(rolloutId, reading) {
    const { wave, name } = reading;
    const document = writeDocument(reading);
    await transaction.changing
      .insertInto('gate_reading')
      .values({ rollout_id: rolloutId, wave, name, document })
      .onConflict((conflict) => conflict.columns(['rollout_id', 'wave', 'name']).doUpdateSet({ document }))
      .execute();
  },
  async gateReadings(rolloutId) {
    const rows = await gateReadingRows(transaction.reading, rolloutId);
    return rows.map(({ document }) => readDocument<StoredGateReading>(document, 'gate reading'));
  },
});

const gateReadingRows = readyQuery<{ readonly document: string }>(
  'select document from gate_reading where rollout_id = ? order by wave, name',
);

const takenByHandOn = (transaction: Transaction): Pick<StoreRollout, 'takenByHand' | 'setTakenByHand'> => ({
  async takenByHand() {
    const rows = await transaction.reading.selectFrom('taken_by_hand').select('host_id').orderBy('host_id').execute();
    return rows.map((row) => asHostId(row.host_id));
  },
  async setTakenByHand(hostId, taken) {
    const queries = transaction.changing;
    if (taken) {
      await queries
        .insertInto('taken_by_hand')
        .values({ host_id: hostId })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    } else {
      await queries.deleteFrom('taken_by_hand').where('host_id', '=', hostId).execute();
    }
  },
});
