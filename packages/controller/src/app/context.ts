// What every use case and loop is given: the ports, and the few numbers of this installation.

import type { Zones } from '@slipway/core/calendar';
import type { Sha256 } from '@slipway/core/document';
import type { SystemFacts } from '@slipway/core/inventory';
import type {
  Authority,
  Clock,
  Content,
  Feeds,
  Ids,
  Log,
  Notify,
  Nudge,
  OutOfBand,
  OwnCauses,
  Passwords,
  Probes,
  Signing,
  Store,
  VendorArchive,
} from '../ports/index.ts';

export interface AppPorts {
  readonly authority: Authority;
  readonly clock: Clock;
  readonly content: Content;
  readonly feeds: Feeds;
  readonly ids: Ids;
  readonly log: Log;
  readonly notify: Notify;
  readonly nudge: Nudge;
  readonly outOfBand: OutOfBand;
  readonly ownCauses: OwnCauses;
  readonly passwords: Passwords;
  readonly probes: Probes;
  readonly sha256: Sha256;
  readonly signing: Signing;
  readonly store: Store;
  readonly zones: Zones;
  /** By package format. */
  readonly archives: Readonly<Record<SystemFacts['packageFormat'], VendorArchive>>;
}

export interface AppOptions {
  /** This controller's own name, as owner of claims. */
  readonly owner: string;
  /** Between check-ins of a host that nothing is near; jitter is added. */
  readonly idleCheckInSeconds: number;
  /** How long a plan request waits for proposals before hosts without one are left out. */
  readonly proposalWaitSeconds: number;
}

export interface App {
  readonly ports: AppPorts;
  readonly options: AppOptions;
}
