import type { LinkFailure } from '../../ports/index.ts';

/** The controller did not answer, or not with what was asked. The caller tries again later; nothing follows from it. */
export class LinkDown extends Error implements LinkFailure {
  override readonly name = 'LinkDown';
  /** Where it was turned away with the time after which to come again (`Retry-After`, RFC 9110, section 10.2.3). */
  readonly comeAgainSeconds: number | null;

  constructor(message: string, { cause, comeAgainSeconds = null }: LinkDownOptions = {}) {
    super(message, { cause });
    this.comeAgainSeconds = comeAgainSeconds;
  }
}

interface LinkDownOptions {
  readonly cause?: unknown;
  readonly comeAgainSeconds?: number | null;
}
