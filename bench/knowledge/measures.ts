// What the steps of this part measured, as they hand it over: one JSON each. Times in milliseconds unless said.

export interface FleetMeasures {
  readonly distinctVersions: number;
  readonly packageRows: number;
  readonly driftedHosts: number;
  readonly databaseBytes: number;
  readonly seconds: number;
}

export interface ImportMeasures {
  readonly records: number;
  readonly zipBytes: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  /** Of `seconds`, until what was read stood in the store; the rest is judging. */
  readonly storedSeconds: number;
  readonly judgedVersions: number;
  readonly vulnerabilities: number;
  /** What follows it: rules noted, and the message to those who are told. */
  readonly toldSeconds: number;
  readonly peakBytes: number;
  /** What lists of exposures rest on; not all where that would take too long. */
  readonly counts: { readonly updates: number; readonly counted: number; readonly seconds: number };
}

export interface ChangeMeasures {
  readonly advisory: AdvisoryMeasures;
  readonly changedHost: HostCost;
  readonly seenVersions: HostCost;
  readonly unchanged: HostCost & { readonly requestBytes: number; readonly replyBytes: number };
}

export interface AdvisoryMeasures {
  readonly importMs: number;
  readonly judgeMs: number;
  readonly answerMs: number;
  readonly hosts: number;
  readonly hostsExpected: number;
  readonly noticeMs: number;
  /** The feed of all records, read again with one of them changed, until it was judged. */
  readonly wholeFeedSeconds: number;
}

export interface HostCost {
  readonly hosts: number;
  /** Of the processor, median. */
  readonly processorMs: number;
  readonly wallMs: number;
}

export interface WireMeasures {
  /** Share of one processor that the controller takes when nobody asks. */
  readonly idleShare: number;
  readonly queries: QueryMeasures;
  /** The first 100 by deadline, median. */
  readonly exposuresMs: number;
  readonly checkIns: CheckInMeasures;
}

export interface QueryMeasures {
  readonly queries: number;
  readonly medianMs: number;
  /** 95 of 100 are faster. */
  readonly slowMs: number;
  /** Of the controller, for each. */
  readonly processorMs: number;
  /** On average. */
  readonly hostsCounted: number;
  /** Answers that are not what was generated. */
  readonly differences: number;
}

/** Processor times of the controller, for each. */
export interface CheckInMeasures {
  readonly agents: number;
  /** A minute after the last: the contact is noted, and written with others. */
  readonly checkInMs: number;
  /** At once after it: nothing is. */
  readonly checkInAgainMs: number;
  readonly handshakeMs: number;
  /** `null`: the controller does not resume. */
  readonly resumedMs: number | null;
  /** Bodies of request and reply. */
  readonly payloadBytes: number;
  /** With their heads. */
  readonly lineBytes: number;
}

export type AlternativeMeasures = DebsecanMeasures & JoinMeasures;

export interface DebsecanMeasures {
  readonly debsecanRuns: number;
  readonly debsecanMs: number;
  /** Vulnerabilities of packages of whole images that debsecan and our verdicts do not agree on. */
  readonly debsecanDifferences: number;
}

export interface JoinMeasures {
  readonly joinHosts: number;
  readonly joinSeconds: number;
  /** Hosts, packages and vulnerabilities, counted by the join and by our verdicts. */
  readonly joinPairs: number;
  readonly ourPairs: number;
}
