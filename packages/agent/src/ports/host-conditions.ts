import type { Outcome } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';

/** What stands for or against touching the host now, asked by root. What cannot be read is refused, never "nothing". */
export interface HostConditions {
  /** Of the file system that holds `path`, or will hold it once it is made. */
  fileSystem(path: string): Promise<Outcome<FileSystem>>;
  /** What each kernel takes below /boot with all its parts, in bytes by its release. */
  kernelSizes(): Promise<ReadonlyMap<string, number>>;
  /** Beside those below /boot: where a boot loader keeps kernels of its own, as on the firmware's partition. Mostly none. */
  loaderKernels(): Promise<Outcome<readonly LoaderKernels[]>>;
  /** People logged in: `ada (tty2)`. What the system runs for itself is none. */
  users(): Promise<Outcome<readonly string[]>>;
  /** `battery`: only that keeps it running. A host that says nothing of its supply has the mains. */
  power(): Promise<Outcome<'mains' | 'battery'>>;
  /** Root's own word on the host that nothing shall change for now. What has passed its end is none. */
  inhibitions(): Promise<Outcome<readonly Inhibition[]>>;
}

export interface LoaderKernels {
  readonly path: string;
  /** Of the largest one, with all its parts. */
  readonly bytes: number;
}

export interface FileSystem {
  readonly mountPoint: string;
  readonly freeBytes: number;
  readonly freeInodes: number;
  readonly readOnly: boolean;
  /** Nothing on it can be run: maintainer scripts fail there. */
  readonly noExec: boolean;
}

export interface Inhibition {
  /** Its file's name. */
  readonly name: string;
  /** `null`: until somebody takes it away. */
  readonly until: Instant | null;
  readonly why: string;
}
