// The closed list of checks, and what one says. See index.ts.

import type { HookCall } from '../step/index.ts';

/** `unit-active` and `hook` are known to every agent; the others need `checks/1`. */
export type HostCheck =
  | { readonly kind: 'unit-active'; readonly unit: string }
  | ({ readonly kind: 'hook' } & HookCall)
  /** No unit of the service manager has failed that had not before. */
  | { readonly kind: 'failed-units' }
  | MeasuredCheck;

export type CheckKind = HostCheck['kind'];

/** What the host's own means of looking are asked for. */
export type MeasuredCheck =
  | HttpCheck
  | TcpCheck
  | PortsCheck
  | JournalCheck
  | PlugInCheck
  | PrometheusCheck
  | SnmpCheck;

export interface HttpCheck {
  readonly kind: 'http';
  /** Asked from the host itself, so that `http://127.0.0.1:8080/health` is its own service. Redirects are not followed. */
  readonly url: string;
  /** An address that is asked in place of the name's own, which then still stands in request and certificate. */
  readonly at?: string;
  readonly status: number;
  readonly contains?: string;
}

export interface TcpCheck {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}

/** Whatever listened before listens after: by protocol, port, reach and unit. */
export interface PortsCheck {
  readonly kind: 'ports';
}

/** Entries of priority err and above since the change, by unit, beyond those of the hour before. */
export interface JournalCheck {
  readonly kind: 'journal';
  readonly newMax: number;
}

/** Of the folder that the host's own root keeps; run as the reporter's user, who may do no more than ask. */
export interface PlugInCheck {
  readonly kind: 'plug-in';
  readonly plugIn: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly worst: 'ok' | 'warning';
}

/** Decimal numbers as text. At least one of them stands. */
export interface Tolerance {
  readonly atLeast?: string;
  readonly atMost?: string;
  /** In either direction, from the value before. */
  readonly changeMax?: string;
}

/** A server, or an exporter's page. One sample must answer. */
export type PrometheusCheck = PrometheusQueryCheck | PrometheusMetricCheck;

export interface PrometheusQueryCheck extends Tolerance {
  readonly kind: 'prometheus';
  /** Of the server. */
  readonly url: string;
  /** `{hostname}` in it is the host's own name. */
  readonly query: string;
}

export interface PrometheusMetricCheck extends Tolerance {
  readonly kind: 'prometheus';
  /** Of the page. */
  readonly url: string;
  /** `node_load1`, `node_filesystem_avail_bytes{mountpoint="/"}` */
  readonly metric: string;
}

/** Address, version and credentials stand in the host's own file. */
export interface SnmpCheck extends Tolerance {
  readonly kind: 'snmp';
  /** `1.3.6.1.4.1.2021.10.1.3.1` */
  readonly oid: string;
}

/** `unknown`: it could not be measured. What only a comparison can judge is `well` as soon as it was measured. */
export interface CheckReading {
  readonly state: 'well' | 'ill' | 'unknown';
  /** A decimal number as text. */
  readonly value?: string;
  /** Of what is compared by name: sorted by name, each once. */
  readonly items?: readonly CheckItem[];
  /** In one line. */
  readonly detail: string;
}

export interface CheckItem {
  readonly name: string;
  readonly count: number;
  /** Whose it is, where it is a unit's. */
  readonly unit?: string;
}

/** `ill-before`: no fault of the change and no proof of it either, whatever it says after. */
export type CheckJudgement = 'well' | 'ill-before' | 'not-well';

/** One check of an attempt, as its evidence has it. */
export interface TakenCheck extends CheckReading {
  /** In one line: what was asked. */
  readonly asked: string;
  /** Only after the change. */
  readonly judged?: CheckJudgement;
}

/** One check of a host plan asked again after its attempt, as the host itself holds it against its measurement before. */
export interface CheckAgain extends Pick<TakenCheck, 'asked' | 'state' | 'detail'> {
  readonly judged: CheckJudgement;
}
