import type { GoneGuest, Guest, GuestLook, GuestName } from '@slipway/core/guest';
import type { Outcome } from '@slipway/core/reasons';

/** The systems that this host carries. For root; every call is safe to repeat. */
export interface Guests {
  /** All that it has, running or not, sorted by kind and name; refused with `guests-unknown`. */
  list(): Promise<Outcome<readonly SeenGuest[]>>;
  /** Asks it to shut down, and does not wait; one that is down is no failure. Nothing is ever ended by force. */
  shutDown(guest: GuestName): Promise<Outcome<void>>;
  /** Asks for its start; one that runs already is none the worse for it. {@link list} tells what came of it. */
  start(guest: GoneGuest): Promise<Outcome<void>>;
}

export interface SeenGuest extends Guest, GoneGuest {
  /** Why it could not be started again once it is down; `null`: it could. */
  readonly notStartable: string | null;
}

/** For the unprivileged reporter: what root last saw, or `unknown`. */
export interface GuestObserver {
  guestLook(): Promise<GuestLook>;
}
