// How hosts stood at an instant, by a label of today or by whose policy has them.

import { compliantOf, type HostStanding, type StandingCounts, shareOf } from '@slipway/core/compliance';
import { environmentOf, type Policy, partsOf } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { ComplianceAnswer, ComplianceHostsAnswer } from '@slipway/protocol/api';
import type { PageRequest, StandingCount, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';

export interface ComplianceQuery {
  readonly asOf?: Instant;
  readonly by?: string;
}

export interface ComplianceHostQuery extends ComplianceQuery {
  /** Empty: hosts of no group. */
  readonly value?: string;
  readonly standing?: HostStanding;
}

/** Not a label's key, though one may be called so: it means whose rules the hosts are under. */
const BY_POLICY = 'policy';

export const reportCompliance = async (app: App, query: ComplianceQuery): Promise<Outcome<ComplianceAnswer>> =>
  await asOfThen(app, query, async (view, asOf) => {
    const by = query.by ?? 'environment';
    const policy = by === BY_POLICY ? ((await view.plans.policy())?.value ?? null) : null;
    const counted = await view.reports.standings({ at: asOf, label: by === BY_POLICY ? null : by });
    const groups = new Map<string | null, Record<HostStanding, number>>();
    const total = nobody();
    for (const count of counted) {
      const value = by === BY_POLICY ? placeOf(count, policy) : count.value;
      const group = groups.get(value) ?? nobody();
      groups.set(value, group);
      group[count.standing] += count.hosts;
      total[count.standing] += count.hosts;
    }
    return ok({
      asOf,
      by,
      ...(await recordsKept(view)),
      groups: inOrder([...groups], by === 'environment' ? ((await view.plans.policy())?.value ?? null) : null).map(
        ([value, counts]) => ({ value, ...answerOf(counts) }),
      ),
      total: answerOf(total),
    });
  });

export const complianceHosts = async (
  app: App,
  query: ComplianceHostQuery,
  page: PageRequest,
): Promise<Outcome<ComplianceHostsAnswer>> =>
  await asOfThen(app, query, async (view, asOf) => {
    const by = query.by ?? 'environment';
    const label = by === BY_POLICY ? null : by;
    const policy = label === null ? ((await view.plans.policy())?.value ?? null) : null;
    const wanted = query.value === undefined ? undefined : query.value === '' ? null : query.value;
    const values = await valuesOf(view, { asOf, label, policy, wanted });
    const { items, next } = await view.reports.standingHosts(
      {
        at: asOf,
        label,
        ...(values === undefined ? {} : { values }),
        ...(query.standing === undefined ? {} : { standing: query.standing }),
      },
      page,
    );
    return ok({
      asOf,
      items: items.map(({ open: needed, ...host }) => ({
        ...host,
        value: label === null ? placeOf(host, policy) : host.value,
        needed,
      })),
      next,
    });
  });

/** Of a day that is still to come nothing is known, least of all that all is well. */
export const asOfThen = async <T>(
  app: App,
  query: { readonly asOf?: Instant },
  answer: (view: StoreView, asOf: Instant) => Promise<Outcome<T>>,
): Promise<Outcome<T>> => {
  const now = app.ports.clock.now();
  const asOf = query.asOf ?? now;
  if (asOf > now) return refuse('input-invalid', { what: 'asOf', detail: 'it is still to come' });
  return await app.ports.store.read(async (view) => await answer(view, asOf));
};

export const recordsKept = async ({ reports }: StoreView) => {
  const { since, oldestLook } = await reports.recordsKept();
  return { recordsSince: since, oldestLook };
};

/** Which sets of labels the store knows for a place of the policy; a label's value is itself. */
const valuesOf = async (
  view: StoreView,
  of: {
    readonly asOf: Instant;
    readonly label: string | null;
    readonly policy: Policy | null;
    readonly wanted: string | null | undefined;
  },
): Promise<readonly (string | null)[] | undefined> => {
  const { asOf, label, policy, wanted } = of;
  if (wanted === undefined) return undefined;
  if (label !== null) return [wanted];
  const counted = await view.reports.standings({ at: asOf, label });
  return [...new Set(counted.filter((count) => placeOf(count, policy) === wanted).map(({ value }) => value))];
};

/** `environment` or `environment.policy`, by the policy of today; `null`: none claims hosts with these labels. */
const placeOf = ({ value }: Pick<StandingCount, 'value'>, policy: Policy | null): string | null => {
  if (policy === null || value === null) return null;
  const labels = JSON.parse(value) as Readonly<Record<string, string>>;
  const environment = environmentOf(labels, policy);
  if (environment === null) return null;
  const [part] = partsOf(labels, environment);
  return part === undefined ? environment.name : `${environment.name}.${part.name}`;
};

const inOrder = <Counts>(
  groups: readonly (readonly [string | null, Counts])[],
  policy: Policy | null,
): readonly (readonly [string | null, Counts])[] => {
  const order = policy?.environments.map(({ name }) => name) ?? [];
  const placeIn = (value: string | null) =>
    value === null ? Number.MAX_SAFE_INTEGER : order.includes(value) ? order.indexOf(value) : order.length;
  return groups.toSorted(([a], [b]) => placeIn(a) - placeIn(b) || ((a ?? '') < (b ?? '') ? -1 : 1));
};

const nobody = (): Record<HostStanding, number> => ({ clear: 0, 'due-later': 0, excepted: 0, overdue: 0, unknown: 0 });

const answerOf = (counts: StandingCounts): ComplianceAnswer['total'] => {
  const hosts = Object.values(counts).reduce((sum, one) => sum + one, 0);
  const { 'due-later': dueLater, clear, excepted, overdue, unknown } = counts;
  const compliantPermille = shareOf(compliantOf(counts), hosts);
  return { hosts, clear, dueLater, excepted, overdue, unknown, compliantPermille };
};
