export interface Settings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string;
  /** PEM of the one authority that may vouch for the controller. */
  readonly authority: string;
}
