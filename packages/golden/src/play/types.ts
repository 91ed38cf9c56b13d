// A script: what happens, in order, so that it reads as the process reads.

import type { Instant } from '@slipway/core/time';
import type { Notice } from '@slipway/sim/world';

export interface Script {
  /** Of its text: `freeze` is stored as texts/freeze.txt. */
  readonly name: string;
  /** One or two sentences, which begin the text. */
  readonly about: string;
  readonly beginsAt: Instant;
  /** By which the fleet is set up; a file of policies/. */
  readonly policy: string;
  readonly hosts: readonly HostOfScript[];
  readonly people: Readonly<Record<string, Person>>;
  readonly acts: readonly Act[];
}

export interface HostOfScript {
  readonly hostname: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Person {
  readonly roles: readonly ('viewer' | 'operator' | 'approver' | 'administrator')[];
  readonly teams: readonly string[];
}

/**
 * `says`: a command line, without `slipway`. `$patch-set`, `$plan`, `$rollout`, `$promotion` and `$change-request` stand for the newest of their kind,
 * `# ANSWER` after it is what the person types when asked, `< FILE` at its end a file of policies/ as standard input. `passes`: nobody does anything until then.
 */
export type Act =
  | { readonly kind: 'says'; readonly who: string; readonly line: string }
  | { readonly kind: 'passes'; readonly until: Instant }
  | { readonly kind: 'told'; readonly text: string }
  | { readonly kind: 'line'; readonly host: string; readonly is: 'down' | 'up' }
  | {
      readonly kind: 'alert';
      readonly url: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly is: 'firing' | 'quiet';
    }
  | { readonly kind: 'published'; readonly packages: readonly string[]; readonly version: string }
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'by-hand'; readonly host: string; readonly package: string; readonly version: string };
