// Advisories: what feeds say about packages, and the verdict on an installed one, exact and explained. Vendor data by
// release, stream and source package; never a guess from upstream versions or product names. "Nobody said anything" is
// no verdict, and "nobody can know" is the verdict `unknown`.
// Not here: how feeds are read (feeds), how urgent a verdict is (urgency), where either is kept (controller).
// May import: ids, time, reasons, version, inventory.

export { type FixInArchive, fixInArchive } from './archive.ts';
export { EVERY_RELEASE } from './concerns.ts';
export {
  type Coverage,
  coverageOf,
  FEED_STALE_AFTER_MS,
  type FeedStanding,
  type Gap,
  gapOfHost,
  gapOfPackage,
} from './coverage.ts';
export type * from './host-knowledge.ts';
export { indexStatements, judgePackage, type StatementIndex } from './judge.ts';
export { isKernelMeta, type KernelPlace, kernelPlace, kernelReleaseOf, sharesKernel } from './kernel.ts';
export { isOver, overlayHost } from './overlay.ts';
export { isDeferredByPhasing, type PhasingCircumstances, phasingDraw } from './phasing.ts';
export {
  type EcosystemRelease,
  releaseKey,
  releaseOfCodename,
  releaseOfEcosystem,
  releaseOfSystem,
  UBUNTU_PRO,
} from './release.ts';
export { neededSubjects, subjectKey } from './subjects.ts';
export { type PackageSupport, supportOf } from './support.ts';
export type * from './types.ts';
