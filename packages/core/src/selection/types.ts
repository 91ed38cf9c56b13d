// A selector as a tree, and what it is asked about. See index.ts; grammar.md says what each part means.

import type { HostId } from '../ids/index.ts';
import type { Inventory } from '../inventory/index.ts';
import type { Instant } from '../time/index.ts';

export type Selector =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Selector[] }
  | { readonly kind: 'not'; readonly part: Selector }
  /** The host has the label, with whatever value. */
  | { readonly kind: 'label-exists'; readonly label: string }
  | { readonly kind: 'is'; readonly of: Named; readonly operator: Equality; readonly value: string }
  | { readonly kind: 'in'; readonly of: Named; readonly values: readonly string[] }
  | { readonly kind: 'kernel'; readonly operator: Comparison; readonly version: string }
  | { readonly kind: 'package-installed'; readonly package: string }
  | {
      readonly kind: 'package-version';
      readonly package: string;
      readonly operator: Comparison;
      readonly version: string;
    }
  | { readonly kind: 'stale'; readonly operator: Ordering; readonly minutes: number };

/** What is compared by its text. */
export type Named =
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'fact'; readonly fact: TextFact };

export type TextFact = 'host' | 'hostname' | 'mode' | 'distribution' | 'release' | 'architecture' | 'reboot';

export type Equality = '=' | '!=';
export type Ordering = '<' | '<=' | '>' | '>=';
export type Comparison = Equality | Ordering;

/** `unknown`: it rests on something that is not known of this host. Only `yes` selects. */
export type Answer = 'yes' | 'no' | 'unknown';

export type Labels = Readonly<Record<string, string>>;

/** What selectors look at; a host as the planner sees it is one. */
export interface SelectableHost {
  readonly hostId: HostId;
  readonly hostname: string;
  readonly labels: Labels;
  readonly mode: 'observed' | 'adopted';
  /** `null`: never reported. */
  readonly inventory: Inventory | null;
  readonly inventoryReceivedAt: Instant | null;
}
