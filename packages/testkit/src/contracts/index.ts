// Contract suites of the ports: what every adapter of a port, and every fake that stands for one, must do alike. A suite
// is a function that describes tests; whoever has an adapter calls it with a way to make one.
// Not tests of an adapter's own means (files, SQL): those stand beside the adapter.
// May import: ports, core, builders, vitest.

export { type CheckSituation, type ChecksUnderTest, describeChecks } from './agent-checks.ts';
export { type ClusterSituation, type ClusterUnderTest, describeClusterQuestions } from './agent-cluster.ts';
export {
  type ContentCacheUnderTest,
  describeContentCache,
  describeStaging,
  type StagingUnderTest,
} from './agent-content.ts';
export { describeFailureLogs, type FailureLogsUnderTest } from './agent-failure-logs.ts';
export { describeFiles, type FilesUnderTest } from './agent-files.ts';
export { describeGuests, type GuestsUnderTest } from './agent-guests.ts';
export { describeHooks, type HooksUnderTest } from './agent-hooks.ts';
export { describeInbox, type InboxUnderTest } from './agent-inbox.ts';
export { describeLedger, type LedgerUnderTest } from './agent-ledger.ts';
export { DEB_FORM, describePackages, type PackageForm, type PackagesUnderTest, RPM_FORM } from './agent-packages.ts';
export { describeReadings, type ReadingsUnderTest } from './agent-readings.ts';
export {
  describeRepositories,
  type EditedSources,
  KEY_ENDS,
  type RepositoriesUnderTest,
} from './agent-repositories.ts';
export { describeRestorePoints, type RestorePointsUnderTest } from './agent-restore-points.ts';
export { describeTransactionUnit, type TransactionUnitUnderTest } from './agent-transaction-unit.ts';
export { type ContentUnderTest, describeContent } from './content.ts';
export { describeNotify, type NotifyUnderTest } from './notify.ts';
export { describeProbes, type ProbesUnderTest, type SystemSays } from './probes.ts';
export { describeSigning, type SigningUnderTest } from './signing.ts';
export { describeStore, STORE_CHANGES, STORE_READING_METHODS } from './store/index.ts';
export { type ArchiveWords, DEB_WORDS, describeVendorArchive, type VendorArchiveUnderTest } from './vendor-archive.ts';
