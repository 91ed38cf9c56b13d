// Hosts by selector. SQL's own third value is the selector's: where something is not known of a host, its part of the
// condition is null, and only what is true selects. A portion of the fleet at a time, by its numbers, from indexes alone.

import type { Inventory } from '@slipway/core/inventory';
import { isKernelMeant, isVersionMeant, type Named, type Selector } from '@slipway/core/selection';
import { asInstant, type Instant, instantOfMs, msOfInstant } from '@slipway/core/time';
import type { VersionFormat } from '@slipway/core/version';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import {
  type CountedAs,
  HOSTS_AT_ONCE_MAX,
  type HostRecord,
  type HostSelection,
  type ListedHost,
  type PageRequest,
  readCursor,
  type StoreFleet,
} from '../ports/index.ts';
import { byIndex, elementOf, fieldOf, inDialect, oneOf } from './dialect.ts';
import { readDocument, readTagged } from './documents.ts';
import type { Database } from './schema.ts';
import type { Transaction } from './transaction.ts';

export const selectionOn = (transaction: Transaction): Pick<StoreFleet, 'selectedHosts' | 'countSelectedHosts'> => ({
  async selectedHosts(selection, request) {
    const span = await spanAfter(transaction.reading, request);
    const { rows } = await sql<{ readonly number: number }>`
      select host.number ${await chosen(transaction.reading, selection, span)}
      order by host.number limit ${request.limit + 1}`.execute(transaction.reading);
    const numbers = rows.slice(0, request.limit).map(({ number }) => number);
    const isFull = rows.length > request.limit;
    return {
      items: await listed(transaction.reading, numbers),
      next: isFull ? cursorAt(numbers.at(-1) ?? 0) : span.next,
    };
  },
  async countSelectedHosts(selection, after) {
    const span = await spanAfter(transaction.reading, { after, limit: 1 });
    const { rows } = await sql<{ readonly hosts: number }>`
      select count(*) as hosts ${await chosen(transaction.reading, selection, span)}`.execute(transaction.reading);
    return { hosts: rows[0]?.hosts ?? 0, next: span.next };
  },
});

/** Numbers of hosts: above `from`, up to `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly next: string | null;
}

/** The next portion of the fleet. */
export const spanAfter = async (queries: Kysely<Database>, request: PageRequest): Promise<Span> => {
  const from = readCursor(request, 'number')?.[0] ?? 0;
  const newest = await sql<{ readonly number: number | null }>`select max(number) as number from host`.execute(queries);
  const to = from + HOSTS_AT_ONCE_MAX;
  return { from, to, next: to < (newest.rows[0]?.number ?? 0) ? cursorAt(to) : null };
};

const cursorAt = (number: number): string => JSON.stringify([number]);

const chosen = async (
  queries: Kysely<Database>,
  { selector, counted, now }: HostSelection,
  span: Span,
): Promise<RawBuilder<unknown>> => {
  const within = sql`host.number > ${span.from} and host.number <= ${span.to} and host.retired_at is null`;
  const from = sql`from host ${byIndex('host_class')}`;
  if (selector === null && counted === undefined) return sql`${from} where ${within}`;
  const conditions = [
    within,
    ...(counted === undefined ? [] : [countedCondition(counted)]),
    ...(selector === null ? [] : [await conditionOf(selector, { queries, now, span })]),
  ];
  return sql`${from}
    left join inventory ${byIndex('inventory_asked')} on inventory.host_number = host.number
    where ${sql.join(conditions, sql` and `)}`;
};

/** Where the column `standing` has it; see schema.ts. */
const STANDING = { barred: 1, agentVersion: 3, isAwaited: 5 } as const;

const standingAt = (name: keyof typeof STANDING): Condition => elementOf('host.standing', STANDING[name], sql`true`);

/** As `hostStates` tells them apart (figures.ts). */
const countedCondition = (counted: CountedAs): Condition => {
  const isAwaited = sql`(cast(${standingAt('isAwaited')} as text) in ('1', 'true'))`;
  const hasReported = sql`(${standingAt('agentVersion')} is not null and inventory.host_number is not null)`;
  switch (counted.kind) {
    case 'up-to-date':
      return sql`(inventory.pending = 'none' and not ${isAwaited})`;
    case 'updates-pending':
      return sql`(inventory.pending in ('some', 'security') and not ${isAwaited})`;
    case 'security-pending':
      return sql`(inventory.pending = 'security' and not ${isAwaited})`;
    case 'unknown':
      return sql`(${isAwaited} or coalesce(inventory.pending, 'unknown') = 'unknown')`;
    case 'never-reported':
      return sql`(not ${hasReported})`;
    case 'silent':
      return sql`(${hasReported} and ${fieldOf('host.document', 'contact', 'seenAt')} < ${counted.since})`;
    case 'barred':
      return sql`(${standingAt('barred')} is not null)`;
    default:
      return counted satisfies never;
  }
};

interface Asking {
  readonly queries: Kysely<Database>;
  readonly now: Instant;
  readonly span: Span;
}

type Condition = RawBuilder<unknown>;

const conditionOf = async (selector: Selector, asking: Asking): Promise<Condition> => {
  switch (selector.kind) {
    case 'and':
    case 'or': {
      const parts: Condition[] = [];
      for (const part of selector.parts) parts.push(await conditionOf(part, asking));
      return sql`(${sql.join(parts, selector.kind === 'and' ? sql` and ` : sql` or `)})`;
    }
    case 'not':
      return sql`(not ${await conditionOf(selector.part, asking)})`;
    case 'label-exists':
      return sql`(${labelOf(selector.label)} is not null)`;
    case 'is':
      return selector.operator === '='
        ? isOneOf(selector.of, [selector.value])
        : sql`(not ${isOneOf(selector.of, [selector.value])})`;
    case 'in':
      return isOneOf(selector.of, selector.values);
    case 'kernel':
      return reported(sql`inventory.running_kernel ${oneOf(await kernelsMeant(selector, asking))}`);
    case 'package-installed':
    case 'package-version':
      return reported(await carriesMeant(selector, asking));
    case 'stale':
      return reported(staleCondition(selector, asking.now));
    default:
      return selector satisfies never;
  }
};

/** Of a host that never reported, nothing of this is known. */
const reported = (condition: Condition): Condition =>
  sql`(case when inventory.host_number is null then null else ${condition} end)`;

/** A label that a host does not have is none of them; a fact that is not known is neither. */
const isOneOf = (of: Named, values: readonly string[]): Condition => {
  const found = of.kind === 'label' ? labelOf(of.label) : FACTS[of.fact];
  const condition = sql`${found} ${oneOf(values.filter((value) => !value.includes('\0')))}`;
  return of.kind === 'label'
    ? sql`coalesce(${condition}, false)`
    : sql`(case when ${found} is null then null else ${condition} end)`;
};

const FACTS: Readonly<Record<Extract<Named, { readonly kind: 'fact' }>['fact'], RawBuilder<unknown>>> = {
  host: sql.ref('host.host_id'),
  hostname: sql.ref('host.hostname'),
  mode: sql.ref('host.mode'),
  distribution: sql.ref('inventory.distribution'),
  release: sql.ref('inventory.release'),
  architecture: sql.ref('inventory.architecture'),
  reboot: sql.ref('inventory.reboot'),
};

/** As core's identifiers, which keys of labels are. Nothing else may come near a path into a document. */
const LABEL_KEY = /^[a-z0-9][a-z0-9-]{0,62}$/;

const labelOf = (label: string): RawBuilder<unknown> => {
  if (LABEL_KEY.test(label)) return fieldOf('host.labels', label);
  if (label.includes('\0')) return sql`null`;
  return inDialect({
    sqlite: () => sql`(select its.value from json_each(host.labels) as its where its.key = ${label})`,
    postgres: () =>
      sql`(select its.value from json_each_text(cast(host.labels as json)) as its where its.key = ${label})`,
  });
};

type Asked<Kind extends Selector['kind']> = Extract<Selector, { readonly kind: Kind }>;

/** No database orders versions as package managers do: the few distinct ones are compared here. */
const kernelsMeant = async (selector: Asked<'kernel'>, { queries, span }: Asking): Promise<readonly string[]> => {
  const { rows } = await sql<{ readonly kernel: string }>`
    select distinct running_kernel as kernel from inventory ${byIndex('inventory_asked')}
    where host_number > ${span.from} and host_number <= ${span.to}`.execute(queries);
  return rows.map(({ kernel }) => kernel).filter((kernel) => isKernelMeant(selector, kernel));
};

const carriesMeant = async (
  selector: Asked<'package-installed' | 'package-version'>,
  { queries, span }: Asking,
): Promise<Condition> => {
  const { rows } = await sql<{ readonly id: number; readonly version: string; readonly format: string }>`
    select id, version, format from package_version
    where name = ${selector.package.includes('\0') ? '' : selector.package} and hosts > 0`.execute(queries);
  const meant = rows.filter(
    ({ format, version }) =>
      selector.kind === 'package-installed' || isVersionMeant(selector, format as VersionFormat, version),
  );
  return sql`host.number in (
    select carried.host_number from host_package as carried ${byIndex('host_package_by_version')}
    where carried.package_version_id ${oneOf(meant.map(({ id }) => id))}
      and carried.host_number > ${span.from} and carried.host_number <= ${span.to}
  )`;
};

const MINUTE_MS = 60_000;

/** Whole minutes: an inventory is more than ten minutes old once eleven have gone by. */
const staleCondition = ({ operator, minutes }: Asked<'stale'>, now: Instant): Condition => {
  const atLeast = operator === '>' || operator === '<=' ? minutes + 1 : minutes;
  const ms = msOfInstant(now) - atLeast * MINUTE_MS;
  // Nothing was ever received before there were computers, and years below 0 have no text that sorts.
  const isOld = ms < 0 ? sql`false` : sql`inventory.received_at <= ${instantOfMs(ms)}`;
  return operator === '>' || operator === '>=' ? isOld : sql`(not ${isOld})`;
};

const listed = async (queries: Kysely<Database>, numbers: readonly number[]): Promise<readonly ListedHost[]> => {
  if (numbers.length === 0) return [];
  const { rows } = await sql<{
    readonly host: string;
    readonly received_at: string | null;
    readonly inventory: string | null;
  }>`
    select host.document as host, inventory.received_at, inventory.document as inventory
    from host left join inventory on inventory.host_number = host.number
    where host.number ${oneOf(numbers)} order by host.number`.execute(queries);
  return rows.map((row) => ({
    host: readDocument<HostRecord>(row.host, 'host'),
    stored:
      row.received_at === null || row.inventory === null
        ? null
        : {
            receivedAt: asInstant(row.received_at),
            inventory: readTagged<Omit<Inventory, 'packages'>>(row.inventory, 'slipway.inventory/1'),
          },
  }));
};
