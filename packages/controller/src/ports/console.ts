/** The console's files, as they are served. Not the business of any use case. */
export interface ConsoleFiles {
  standing(): ConsoleStanding;
  /** By its path below the origin, without the leading slash; `null`: there is none, or nothing is built yet. */
  file(path: string): ConsoleFile | null;
}

/** `absent`: this installation has none. */
export type ConsoleStanding = 'ready' | 'building' | 'failed' | 'absent';

export interface ConsoleFile {
  readonly bytes: Uint8Array;
  readonly brotli: Uint8Array | null;
  readonly type: string;
  /** Its name changes with its content, so that browsers may keep it. */
  readonly lasting: boolean;
}
