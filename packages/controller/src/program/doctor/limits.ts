/** From when on something is wrong: as the alert of the name beside it. */
export const LIMITS = {
  /** SlipwayDiskFillsUp, both. */
  freeBytesMin: 2e9,
  freeShareMin: 0.05,
  /** SlipwayBackupOld */
  backupSecondsMax: 172_800,
  /** SlipwayCertificateEnds */
  certificateDaysMin: 20,
  /** SlipwayFeedStale */
  feedSecondsMax: 172_800,
  /** SlipwayHostsSilent */
  silentShareMax: 0.05,
  /** SlipwayQueueWaits and SlipwayNoticesWait */
  queueSecondsMax: 3600,
  /** SlipwayStepRunsLong */
  stepSecondsMax: 7200,
} as const;
