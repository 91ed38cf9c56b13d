import type { Instant } from '../time/index.ts';

/** What was found of one condition at one moment. */
export interface Found {
  readonly state: 'open' | 'closed' | 'unreadable';
  /** For people: what was found, or why nothing was. */
  readonly found: string;
}

export interface GateReading extends Found {
  /** The condition's. */
  readonly name: string;
  /** When it was asked, or when the oldest part of the answer was taken on its host: what it says is not newer. */
  readonly at: Instant;
}

/** A reading of a condition behind this wave, from 0. */
export interface WaveReading extends GateReading {
  readonly wave: number;
}

/** One value of an instant query, as the text in which it came: `1.5`, `1e+09`, `NaN`, `+Inf`. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: 'inactive' | 'pending' | 'firing';
}

/** A rule by which alerts fire, as the server has it loaded. */
export interface AlertRule {
  /** The `alertname` of its alerts. */
  readonly name: string;
  /** That it gives its alerts, besides those of what it found; templates as they are written. */
  readonly labels: Readonly<Record<string, string>>;
  /** Of its last evaluation; `unknown`: there was none yet. */
  readonly health: 'ok' | 'err' | 'unknown';
  /** `null`: there is none. */
  readonly lastError: string | null;
}

export interface Alerting {
  readonly rules: readonly AlertRule[];
  readonly alerts: readonly Alert[];
}

/** The word of an outside system. */
export interface Word {
  readonly open: boolean;
  readonly why: string | null;
}

/** What one check of a host's plan says now; `null`: it has not been asked again (`found` says why). */
export interface CheckAnswer extends PlugInAnswer {
  /** As people know it: the unit, or the hook and what it is called with. */
  readonly check: string;
}

/** A plug-in's newest answer on one host, as Nagios counts states; `null`: it has not answered (`found` says why). */
export interface PlugInAnswer {
  readonly hostname: string;
  readonly state: 'ok' | 'warning' | 'critical' | 'unknown' | null;
  readonly found: string;
  readonly at: Instant | null;
}
