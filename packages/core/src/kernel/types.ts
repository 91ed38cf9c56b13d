/** What policy wants of kernels. Absent: the boot loader's own choice is what is booted, and nothing is taken away. */
export interface KernelRules {
  /** So many of the running one's flavour stay, the newest; the running one and the one that was good last always do. */
  readonly keep: number;
  /**
   * Whether a new kernel is booted once, with the one that ran as what any other boot takes until it is proven. `wanted`: where the
   * boot loader can. `required`: a host whose boot loader cannot is not touched.
   */
  readonly trial: 'wanted' | 'required';
}

/** What a host plan does about kernels. */
export interface PlannedKernels {
  /** What runs after the reboot, as `uname -r` has it; `null`: what runs now. */
  readonly boot: string | null;
  readonly trial: KernelRules['trial'];
  /** Taken away in the step `clean-up`, once the new one is proven. Sorted by kernel, name and architecture. */
  readonly removals: readonly RemovedKernelPackage[];
  /** Taken away in the step `make-room`, before anything is installed; none of them is among `removals`. Absent: none. */
  readonly before?: readonly RemovedKernelPackage[];
}

/** A package of one kernel, and of no other. */
export interface RemovedKernelPackage {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  /** Of its kernel. */
  readonly release: string;
}
