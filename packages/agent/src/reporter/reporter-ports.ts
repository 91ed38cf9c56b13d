// What the reporter is given.

import type {
  ChecksQuestion,
  Clock,
  ContentCache,
  ControllerLink,
  Crypto,
  GuestObserver,
  Inbox,
  LedgerReader,
  PackageObserver,
  Readings,
  SoftwareObserver,
  System,
  TransactionOutput,
  TrustStore,
  WholeHostQuestion,
} from '../ports/index.ts';

export interface ReporterPorts {
  readonly checksQuestion: ChecksQuestion;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly content: ContentCache;
  readonly inbox: Inbox;
  readonly ledger: LedgerReader;
  readonly link: ControllerLink;
  readonly output: TransactionOutput;
  readonly packages: PackageObserver;
  readonly readings: Readings;
  readonly guests: GuestObserver;
  readonly software: SoftwareObserver;
  readonly system: System;
  readonly trust: TrustStore;
  readonly wholeHostQuestion: WholeHostQuestion;
  readonly log: (message: string, data?: Readonly<Record<string, unknown>>) => void;
}
