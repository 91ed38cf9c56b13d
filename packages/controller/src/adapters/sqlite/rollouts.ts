import { asHostId } from '@slipway/core/ids';
import type { Lease, Rollout } from '@slipway/core/rollout';
import {
  mapPage,
  pageOf,
  readCursor,
  type StoredGateReading,
  type StoredGrant,
  type StoreRollout,
} from '../../ports/index.ts';
import { claimsOn } from './claims.ts';
import { readDocument, readVersioned, writeDocument } from './documents.ts';
import { readyQuery } from './ready.ts';
import type { Transaction } from './transaction.ts';

export const rolloutsOn = (transaction: Transaction): StoreRollout => ({
  ...lifeOn(transaction),
  ...claimsOn(transaction),
  ...leasesOn(transaction),
  ...grantsOn(transaction),
  ...gateReadingsOn(transaction),
  ...takenByHandOn(transaction),
});

/** Named rather than the two that have ended: an index finds what a state is, not what it is not. */
const OPEN: Readonly<Record<Exclude<Rollout['state'], 'completed' | 'aborted'>, true>> = {
  running: true,
  paused: true,
  stopped: true,
  aborting: true,
};

const lifeOn = (
  transaction: Transaction,
): Pick<StoreRollout, 'addRollout' | 'rollout' | 'saveRollout' | 'rollouts' | 'rolloutsOf' | 'openRollouts'> => ({
  async addRollout(rollout) {
    const { rolloutId, state } = rollout;
    const row = { rollout_id: rolloutId, state, revision: 1, document: writeDocument(rollout) };
    await transaction.changing.insertInto('rollout').values(row).execute();
  },
  async rollout(rolloutId) {
    const row = await rolloutRows(transaction).where('rollout_id', '=', rolloutId).executeTakeFirst();
    return row === undefined ? null : versioned(row);
  },
  async saveRollout({ revision, value }) {
    const { numUpdatedRows } = await transaction.changing
      .updateTable('rollout')
      .set({ state: value.state, revision: revision + 1, document: writeDocument(value) })
      .where('rollout_id', '=', value.rolloutId)
      .where('revision', '=', revision)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
  async rollouts(request) {
    const after = readCursor(request, 'number');
    const rows = await rolloutRows(transaction)
      .$if(after !== null, (query) => query.where('number', '<', after?.[0] ?? 0))
      .orderBy('number', 'desc')
      .limit(request.limit + 1)
      .execute();
    return mapPage(
      pageOf(rows, request, ({ number }) => [number]),
      (row) => versioned(row).value,
    );
  },
  async rolloutsOf(planDigest) {
    const rows = await rolloutRows(transaction).where('plan_digest', '=', planDigest).orderBy('number').execute();
    return rows.map((row) => versioned(row).value);
  },
  async openRollouts() {
    return (await openRows(transaction.reading, JSON.stringify(Object.keys(OPEN)))).map(versioned);
  },
});

const openRows = readyQuery<Parameters<typeof versioned>[0]>(`
  select revision, document from rollout where state in (select value from json_each(?)) order by number`);

const rolloutRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('rollout').select(['number', 'revision', 'document']);

const versioned = (row: Parameters<typeof readVersioned>[0]) => readVersioned<Rollout>(row, 'rollout');

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
