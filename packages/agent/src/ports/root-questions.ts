import type { Digest } from '@slipway/core/ids';
import type { Reading } from '@slipway/core/reading';
import type { Instant } from '@slipway/core/time';

/**
 * What only root can look at, for the reporter that may not. Unsigned on purpose: root looks at what it keeps or knows itself, so
 * that nobody who asks can choose it.
 */
export interface RootQuestion<What, Answer> {
  ask(asked: Asked<What>): Promise<void>;
  /** The newest; `null`: none, or none that can be read. */
  asked(): Promise<Asked<What> | null>;
  answer(answered: Answered<What, Answer>): Promise<void>;
  /** The newest; `null`: none, or none that can be read. */
  answered(): Promise<Answered<What, Answer> | null>;
}

export interface Asked<What> {
  readonly what: What;
  /** Comes back with the answer: one to an earlier question is none. */
  readonly askedAt: Instant;
}

export interface Answered<What, Answer> extends Asked<What> {
  readonly answer: Answer;
}

/** All checks of the plan that the newest attempt ended under, once more; named by its digest. */
export type ChecksQuestion = RootQuestion<Digest, Reading>;

/** Every file of every package, and all versions; named by when somebody asked for it. */
export type WholeHostQuestion = RootQuestion<Instant, Reading>;
