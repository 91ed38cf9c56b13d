import type { Digest, HostId, RolloutId } from '@slipway/core/ids';
import type { Instant } from '@slipway/core/time';

export interface Clock {
  now(): Instant;
  sleep(ms: number): Promise<void>;
}

/** Identifiers and secrets; deterministic in the simulator. */
export interface Ids {
  /** The same for the same digest; by chance without one. */
  hostId(of?: Digest): HostId;
  rolloutId(): RolloutId;
  /** For anything else that needs a name: `prefix-` and random text. */
  named(prefix: string): string;
  /** 256 random bits, URL-safe text. */
  secret(): string;
}

/** A hint to look again; never carries the work. Losing one costs a poll interval, nothing else. */
export interface Nudge {
  notify(subject: NudgeSubject): void;
  /** Resolves at the next hint for the subject, or after `waitMs`. */
  wait(subject: NudgeSubject, waitMs: number): Promise<void>;
}
/** `host:ID` wakes that host's held check-in. */
export type NudgeSubject =
  | 'cut'
  | 'planning'
  | 'rollout'
  | 'promotion'
  | 'readings'
  | 'gates'
  | 'seen'
  | 'feeds'
  | 'knowledge'
  | 'records'
  | 'notify'
  | 'reminders'
  | 'timetable'
  | 'returning'
  | `host:${string}`
  | `watch:${string}`;

/** Constant message with data beside it. Secrets never reach it. */
export interface Log {
  info(message: string, data?: Readonly<Record<string, unknown>>): void;
  warn(message: string, data?: Readonly<Record<string, unknown>>): void;
  error(message: string, data?: Readonly<Record<string, unknown>>): void;
}
