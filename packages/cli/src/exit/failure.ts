import type { Reason } from '@slipway/core/reasons';
import { reasonText } from '../output/index.ts';
import type { ExitCode } from './codes.ts';

/** Ends a command. Thrown, since every command could meet one and the answer is always the same: print it and end. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: ExitCode;
  /** Where the controller or a parser gave one. */
  readonly reason: Reason | null;

  constructor(
    exitCode: ExitCode,
    message: string,
    options: { readonly reason?: Reason | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.exitCode = exitCode;
    this.reason = options.reason ?? null;
  }
}

export const failed = (exitCode: ExitCode, message: string, cause?: unknown): Failure =>
  new Failure(exitCode, message, { cause });

export const wrongUse = (message: string, cause?: unknown): Failure => failed(2, message, cause);

export const refused = (reason: Reason, exitCode: ExitCode = 1): Failure =>
  new Failure(exitCode, reasonText(reason), { reason });
