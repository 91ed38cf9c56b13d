import type { Alerting, Sample, Word } from '@slipway/core/gates';
import type { HostId, RolloutId } from '@slipway/core/ids';
import type { Address } from '@slipway/core/policy';
import type { Outcome } from '@slipway/core/reasons';

/** What a webhook is asked about: the rest of this rollout begins, or does not. */
export interface GateQuestion {
  readonly gate: string;
  readonly rolloutId: RolloutId;
  readonly planDigest: string;
  readonly environment: string;
  /** That has settled, from 0. */
  readonly wave: number;
  /** Of that wave. */
  readonly hosts: readonly { readonly hostId: HostId; readonly hostname: string }[];
}

/**
 * Questions to systems outside, each one attempt with limits on size and time. A refusal is `probe-failed` with what came
 * instead of an answer; what an answer means, core/gates says. A credential is read anew for every question, and goes to
 * the address alone: no redirect is followed.
 */
export interface Probes {
  /** An instant query of the Prometheus HTTP API; `url` is the server, with the path that it is under. */
  prometheusQuery(to: Address, query: string): Promise<Outcome<readonly Sample[]>>;
  /** The alerts of that server, inactive ones or not, and the rules that it has for them. */
  prometheusAlerts(to: Address): Promise<Outcome<Alerting>>;
  /** GET: whatever status there is, is the answer. */
  http(to: Address): Promise<Outcome<HttpAnswer>>;
  /** POST with the question as JSON. */
  webhook(to: Address, question: GateQuestion): Promise<Outcome<Word>>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}
