/**
 * Small files that only the controller may read: keys, certificates, trust roots. A file is there whole or not at all,
 * synced when a call returns, in a folder (0700) and with a mode (0600) that nobody else can look into.
 */
export interface PrivateFiles {
  /** `null`: there is none. */
  read(name: string): Promise<string | null>;
  write(name: string, content: string): Promise<void>;
}
