import type { Outcome } from '@slipway/core/reasons';

/** Which kernel runs, what the next one needs, and which one the boot loader takes. Every call is safe to repeat. */
export interface Kernels {
  /** As `uname -r` has it. */
  running(): Promise<string>;
  /**
   * Whether this kernel is there with everything that its boot needs, and with every module from elsewhere that the running one
   * has: a driver that was not built for it is found here, before the reboot.
   */
  whole(release: string): Promise<Outcome<void>>;
  /** Whether it is there with what any boot of it needs; a driver from elsewhere may be missing. */
  boots(release: string): Promise<Outcome<void>>;
  /** What the boot loader was told to take for the next boot alone, by whomever and in whatever words; `null`: nothing. */
  nextOnce(): Promise<Outcome<string | null>>;
  /** Whether the boot loader can be told for one boot; refused with what stands against it. */
  canTry(): Promise<Outcome<void>>;
  /** Until {@link giveBack} every boot takes this kernel, whatever is installed meanwhile. */
  hold(proven: string): Promise<Outcome<void>>;
  /** The next boot takes `release`, once; every other one takes `proven`, also where the boot loader cannot load it. */
  tryOnce(wish: { readonly release: string; readonly proven: string }): Promise<Outcome<void>>;
  /** It has booted: every boot takes it, and `proven` only where the boot loader cannot load it. */
  take(wish: { readonly release: string; readonly proven: string }): Promise<Outcome<void>>;
  /** The host's own choice again. Nothing to do where nothing was told. */
  giveBack(): Promise<Outcome<void>>;
}
