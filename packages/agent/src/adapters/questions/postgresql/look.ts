import type { PostgresqlQuestion } from '@slipway/core/question';
import { countOf, fieldsOf, flagOf, listOf, type Means, programJson, settingsOf, textOf } from '../means/index.ts';

export type Seen =
  | { readonly role: 'primary'; readonly standbys: readonly Standby[] }
  | {
      readonly role: 'standby';
      /** `null`: no receiver runs. */
      readonly receiver: { readonly status: string; readonly from: string; readonly lagBytes: number | null } | null;
      readonly replayPaused: boolean;
      /** Those of its primary, itself among them; `null`: the primary was not asked. */
      readonly standbys: readonly Standby[] | null;
    };

export interface Standby {
  readonly name: string;
  readonly state: string;
  /** `async`, `potential`, `sync`, `quorum`. */
  readonly sync: string;
  /** `null`: it replays nothing, as a program that only stores the log. */
  readonly lagBytes: number | null;
}

/**
 * One answer, of one moment. Subscribers of logical replication stand in the same view and are no standbys. In a standby the
 * primary's own position is the last that it told (`latest_end_lsn`, walreceiver.c), empty before the first word.
 */
const QUERY = `
select json_build_object(
  'standby', pg_is_in_recovery(),
  'paused', case when pg_is_in_recovery() then pg_is_wal_replay_paused() else false end,
  'receiver', (
    select json_build_object(
      'status', status, 'from', coalesce(sender_host, ''),
      'lag', pg_wal_lsn_diff(coalesce(latest_end_lsn, receive_start_lsn), pg_last_wal_replay_lsn()))
    from pg_stat_wal_receiver limit 1),
  'standbys', coalesce((
    select json_agg(json_build_object(
      'name', application_name, 'state', state, 'sync', sync_state,
      'lag', pg_wal_lsn_diff(
        case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end, replay_lsn)))
    from pg_stat_replication r
    where not exists (
      select from pg_replication_slots s where s.active_pid = r.pid and s.slot_type = 'logical')), '[]'))`;

const USER = /[a-z_][a-z0-9_-]{0,31}/;
/** libpq's own form, in one argument: never an option, never a second line. */
const CONNECTION = /[a-z][A-Za-z0-9_.,:/@=' -]{0,500}/;
const SETTINGS = ['user', 'port', 'socketDirectory', 'primary'];
const NO_PRIMARY = '';

export const look = async ({ othersMin }: PostgresqlQuestion, means: Means): Promise<Seen> => {
  const settings = settingsOf(means, SETTINGS);
  const user = settings.text('user', USER, 'postgres');
  const port = settings.count('port', 65_535, 5432);
  const host = settings.text('socketDirectory', /\/[A-Za-z0-9_./-]{1,90}/, '/run/postgresql');
  const primary = settings.text('primary', CONNECTION, NO_PRIMARY);
  const own = await ask(means, user, `host=${host} port=${port} dbname=postgres`);
  if (own.role === 'primary' || othersMin <= 1 || primary === NO_PRIMARY) return own;
  const its = await ask(means, user, primary);
  if (its.role !== 'primary') throw new Error('who root says is the primary is none');
  return { ...own, standbys: its.standbys };
};

const ask = async (means: Means, user: string, connection: string): Promise<Seen> => {
  const options = ['--no-psqlrc', '--no-password', '--tuples-only', '--no-align', '--quiet'];
  return seenIn(
    await programJson(means, {
      command: ['/usr/bin/psql', ...options, '--dbname', connection, '--command', QUERY],
      user,
      environment: { PGCONNECT_TIMEOUT: '5', PGAPPNAME: 'slipway', PGOPTIONS: '-c default_transaction_read_only=on' },
    }),
  );
};

export const seenIn = (value: unknown): Seen => {
  const { standby, paused, receiver, standbys } = fieldsOf(value, 'the answer');
  const all = listOf(standbys, 'the list of standbys', standbyIn);
  if (!flagOf(standby, 'the role')) return { role: 'primary', standbys: all };
  return {
    role: 'standby',
    receiver: receiver === null ? null : receiverIn(receiver),
    replayPaused: flagOf(paused, 'whether replay is paused'),
    standbys: null,
  };
};

const standbyIn = (value: unknown): Standby => {
  const { name, state, sync, lag } = fieldsOf(value, 'a standby');
  return {
    name: textOf(name, 'the name of a standby'),
    state: textOf(state, 'the state of a standby'),
    sync: textOf(sync, 'how a standby confirms'),
    lagBytes: lagIn(lag),
  };
};

const receiverIn = (value: unknown) => {
  const { status, from, lag } = fieldsOf(value, 'the receiver');
  return {
    status: textOf(status, 'the status of the receiver'),
    from: textOf(from, 'the sender'),
    lagBytes: lagIn(lag),
  };
};

/** The two positions are read one after the other: who replays may be ahead of what was read first. */
const lagIn = (value: unknown): number | null =>
  value === null ? null : countOf(typeof value === 'number' ? Math.max(0, value) : value, 'the lag');
