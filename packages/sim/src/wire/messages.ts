// What crosses between the program that tells a story and the processes that its hosts live in.

import type { Digest, HostId } from '@slipway/core/ids';
import type { StepKind } from '@slipway/core/step';
import type { HostSpec } from '../host/index.ts';
import type { Acknowledged, LineMeasures } from './watched-link.ts';

export interface PlacedSpec {
  readonly spec: HostSpec;
  readonly how: Beginning;
}

/** It enrols with a token; or it has enrolled before, and its agent is started after a while. */
export type Beginning =
  | { readonly kind: 'enrols'; readonly token: string }
  | { readonly kind: 'enrolled'; readonly identity: Identity; readonly afterMs: number };

/** What enrolment leaves on a host; PEM. */
export interface Identity {
  readonly hostId: HostId;
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

export type ToAgents =
  | {
      readonly kind: 'begin';
      readonly controller: string;
      readonly trustDigest: Digest;
      readonly archive: { readonly uri: string; readonly published: readonly (readonly [string, string])[] };
      readonly hosts: readonly PlacedSpec[];
      readonly seed: number;
      readonly speed: number;
    }
  | { readonly kind: 'report' }
  /** How its lines are, and which hosts have checked in since. */
  | { readonly kind: 'look'; readonly sinceMs: number }
  /** Agents that wait go on now: those of hosts whose labels have this environment; `null`: all. */
  | { readonly kind: 'come'; readonly environment: string | null };

/** What its agents saw of the line since the last look. */
export interface LineLook extends LineMeasures {
  /** Hosts that have checked in since. */
  readonly heard: number;
}

/** A host as it is. */
export interface HostReport {
  readonly hostname: string;
  readonly hostId: HostId;
  readonly inService: boolean;
  /** `name version`, in order. */
  readonly installed: readonly string[];
  /** Its end, which names all of it. */
  readonly ledger: { readonly sequence: number; readonly digest: Digest };
  /** Every step that was begun, in order. */
  readonly steps: readonly StepKind[];
  readonly acknowledged: Acknowledged;
  /** What must never be. */
  readonly problems: readonly string[];
}

export type FromAgents =
  | { readonly kind: 'enrolled'; readonly hostname: string; readonly identity: Identity }
  /** `atMs`: by the machine's monotonic clock, which all processes share. */
  | { readonly kind: 'service'; readonly hostname: string; readonly inService: boolean; readonly atMs: number }
  | { readonly kind: 'changed'; readonly hostname: string }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'report'; readonly hosts: readonly HostReport[] }
  | { readonly kind: 'look'; readonly look: LineLook };
