// What crosses between the program that tells a story and the processes that its hosts live in.

import type { Digest, HostId } from '@slipway/core/ids';
import type { StepKind } from '@slipway/core/step';
import type { HostSpec } from '../host/index.ts';

export interface PlacedSpec {
  readonly spec: HostSpec;
  /** With which it enrols. */
  readonly token: string;
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
  | { readonly kind: 'report' };

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
  readonly acknowledged: { readonly ledger: number; readonly inventories: number; readonly checkIns: number };
  /** What must never be. */
  readonly problems: readonly string[];
}

export type FromAgents =
  | { readonly kind: 'enrolled'; readonly hostname: string }
  /** `atMs`: by the machine's monotonic clock, which all processes share. */
  | { readonly kind: 'service'; readonly hostname: string; readonly inService: boolean; readonly atMs: number }
  | { readonly kind: 'changed'; readonly hostname: string }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'report'; readonly hosts: readonly HostReport[] };
