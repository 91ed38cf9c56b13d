// What a host does next about being kept from its service outside of an attempt, from its ledger alone: a crash anywhere is
// continued by asking again. Once it has turned back towards its service, nothing turns it round again but a further order.

import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant, msBetween } from '../time/index.ts';
import { type IsolationRun, isIsolatedIn, isolationOf, type StandingIsolation } from './isolation.ts';
import { ANSWER_HOLDS_SECONDS, RETURN_TRIES_MAX, UNDRAIN_AGAIN_SECONDS } from './limits.ts';
import type { IsolationStep, LedgerEntry } from './types.ts';

/** `end`: write `isolation-ended`. `rest`: there is nothing to do now. */
export type IsolationAction =
  | { readonly kind: 'run-step'; readonly order: number; readonly step: IsolationStep; readonly reason: Reason | null }
  | { readonly kind: 'end'; readonly order: number; readonly reason: Reason }
  | { readonly kind: 'rest' };

export interface IsolationConditions {
  readonly now: Instant;
  readonly bootId: string;
  /** `/etc/slipway/stop` stands. */
  readonly stopped: boolean;
  /** The host plan has somebody asked before it is drained. */
  readonly asksCluster: boolean;
  /** A newer order, verified, to serve. */
  readonly release: { readonly order: number; readonly reason: Reason } | null;
}

export const nextIsolationAction = (
  ledger: readonly LedgerEntry[],
  conditions: IsolationConditions,
): IsolationAction => {
  const isolation = isolationOf(ledger);
  const { standing } = isolation;
  const release = conditions.release !== null && conditions.release.order > isolation.order ? conditions.release : null;
  const order = release?.order ?? isolation.order;
  if (standing === null) return release === null ? REST : { kind: 'end', order, reason: release.reason };
  const why = whyServing(standing, { ...conditions, release });
  return why === null
    ? towardIsolation(standing, order, conditions)
    : towardService(standing, why, { order, conditions });
};

const REST: IsolationAction = { kind: 'rest' };

/** `null`: it is to be kept from its service. */
const whyServing = (
  { runs, expiresAt }: StandingIsolation,
  { now, stopped, release }: IsolationConditions,
): Reason | null => {
  if (release !== null) return release.reason;
  const turned = runs.find(({ step }) => step === 'undrain')?.wish ?? null;
  if (turned !== null) return turned;
  if (stopped) return reason('host-stopped');
  if (now >= expiresAt) return reason('isolation-expired', { expires: expiresAt });
  const failed = runs.find(({ outcome }) => outcome === 'failed');
  return failed === undefined ? null : (failed.reason ?? reason('step-failed', { step: failed.step }));
};

const towardIsolation = (
  standing: StandingIsolation,
  order: number,
  conditions: IsolationConditions,
): IsolationAction => {
  if (isIsolatedIn(standing, conditions.bootId)) return REST;
  const isAsked = !conditions.asksCluster || isAnswered(standing, conditions);
  return { kind: 'run-step', order, step: isAsked ? 'drain' : 'ask-cluster', reason: null };
};

/** A yes is worth going on by for moments: whatever came in between, the cluster is asked again. */
const isAnswered = ({ runs }: StandingIsolation, { bootId, now }: IsolationConditions): boolean => {
  const last = runs.at(-1);
  if (last?.step !== 'ask-cluster' || last.outcome !== 'took' || last.bootId !== bootId) return false;
  const ageMs = msBetween(last.at, now);
  return ageMs >= 0 && ageMs < ANSWER_HOLDS_SECONDS * 1000;
};

const towardService = (
  { runs }: StandingIsolation,
  why: Reason,
  { order, conditions }: { readonly order: number; readonly conditions: IsolationConditions },
): IsolationAction => {
  const last = runs.at(-1);
  const isAway = runs.some(({ step }) => step === 'drain') && !(last?.step === 'undrain' && last.outcome === 'took');
  if (!isAway) return { kind: 'end', order, reason: why };
  const tries = runs.length - 1 - runs.findLastIndex((run) => run.step !== 'undrain' || run.outcome !== 'failed');
  const mayTry = tries < RETURN_TRIES_MAX || last === undefined || isDueAgain(last, conditions.now);
  return mayTry ? { kind: 'run-step', order, step: 'undrain', reason: why } : REST;
};

const isDueAgain = ({ at }: IsolationRun, now: Instant): boolean => addSeconds(at, UNDRAIN_AGAIN_SECONDS) <= now;

/**
 * Whether root should be woken for it without a new order: something was cut, its end has come, the stop file stands, or the
 * boot is another one. The reporter asks, which cannot do any of it.
 */
export const isolationWantsLook = (
  ledger: readonly LedgerEntry[],
  conditions: Pick<IsolationConditions, 'now' | 'bootId' | 'stopped'>,
): boolean => nextIsolationAction(ledger, { ...conditions, asksCluster: false, release: null }).kind !== 'rest';
