/** Passwords of people: made slow to guess, compared without telling how far they agree. */
export interface Passwords {
  /** With everything that is needed to compare with it later. */
  hash(password: string): Promise<string>;
  /** `null`: there is none to compare with; takes as long as if there were. What cannot be read fits nothing. */
  fits(password: string, hash: string | null): Promise<boolean>;
}
