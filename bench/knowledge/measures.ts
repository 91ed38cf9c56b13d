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
  readonly peakBytes: number;
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
  readonly queries: number;
  readonly queryMs: number;
  readonly querySlowMs: number;
  readonly queryProcessorMs: number;
  readonly hostsCounted: number;
  /** Share of one processor that the controller takes when nobody asks. */
  readonly idleShare: number;
  readonly agents: number;
  /** Processor time of the controller for each. */
  readonly checkInMs: number;
  readonly checkInAgainMs: number;
  readonly handshakeMs: number;
  readonly resumedMs: number;
  readonly payloadBytes: number;
  readonly lineBytes: number;
}

export interface AlternativeMeasures {
  readonly debsecanMs: number;
  readonly debsecanProcessorMs: number;
  readonly debsecanRuns: number;
  /** CVE sets of whole images that debsecan and our verdicts do not agree on. */
  readonly debsecanDifferences: number;
  readonly joinHosts: number;
  readonly joinSeconds: number;
  readonly joinPairs: number;
  readonly ourPairs: number;
  /** One package below a version, comparing on every row that a host has, over the whole fleet. */
  readonly belowByRowMs: number;
}
