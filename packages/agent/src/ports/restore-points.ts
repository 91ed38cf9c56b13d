import type { AttemptId } from '@slipway/core/ids';
import type { Outcome } from '@slipway/core/reasons';
import type { RestorePoint, RestorePointState } from '@slipway/core/restore-point';
import type { Instant } from '@slipway/core/time';

/** The state of named volumes, to go back to. Every call is safe to repeat; what cannot be told is refused. */
export interface RestorePoints {
  /**
   * Made and looked into: what the host could not boot from is refused, and what there is of it is for {@link remove}. One of this
   * id that stands already is found, not made anew.
   */
  make(point: RestorePoint, wish: RestorePointWish): Promise<Outcome<RestorePointLook>>;
  look(point: RestorePoint, id: AttemptId): Promise<Outcome<RestorePointLook>>;
  /**
   * From the next boot on the host is as it was, and the volumes are put back together or not at all. The agent's own state is
   * carried over before, but where {@link RestorePointLook.holdsLedger} says otherwise.
   */
  goBack(point: RestorePoint, id: AttemptId): Promise<Outcome<void>>;
  /** Also what going back to it left over. One that the next boot is into stays, and is refused. */
  remove(point: RestorePoint, id: AttemptId): Promise<Outcome<void>>;
}

export interface RestorePointWish {
  readonly id: AttemptId;
  /** The change brings a kernel, or takes one away: then nothing of the boot may lie outside of the restore point. */
  readonly changesKernel: boolean;
}

export interface RestorePointLook {
  readonly state: RestorePointState;
  /** Of the room that was set aside, whole percent; `null`: it has none of its own. */
  readonly usedPercent: number | null;
  /** Going back takes the ledger back as well: the restored host is one of an earlier moment, and starts nothing by itself. */
  readonly holdsLedger: boolean;
}

/** Root's list of those that stand on the host, whatever policy says by now. Travels with the ledger. */
export interface RestorePointRecords {
  /** Refused: there is a list, and it cannot be read. */
  all(): Promise<Outcome<readonly RestorePointRecord[]>>;
  keep(records: readonly RestorePointRecord[]): Promise<void>;
}

export interface RestorePointRecord {
  readonly id: AttemptId;
  readonly point: RestorePoint;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
}
