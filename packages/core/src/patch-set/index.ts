// Patch set: targets with their dependency closure, frozen at one moment; the proposals that hosts make for it.
// Not here: fetching files or verifying the vendor's signatures (controller), simulating (agent).
// May import: ids, time, document, deb822, inventory, version, reasons.

export { type AnsweredVersion, answeredBy } from './answered.ts';
export { patchSetBack } from './back.ts';
export {
  buildPatchSet,
  completePatchSet,
  type KeptVersion,
  namedInVain,
  type PatchSetWish,
  type ResolvedTarget,
  type WantedTarget,
} from './build.ts';
export { type Choice, isKernelPackage, type StreamsOf } from './chosen-updates.ts';
export type { PackageRelations, RelationsOf } from './closure.ts';
export { type IndexWish, narrowedWishes } from './index-wishes.ts';
export {
  patchSetDigest,
  platformKey,
  platformOf,
  targetKey,
  type VersionOnPlatform,
  versionOnPlatformKey,
} from './keys.ts';
export {
  LEFT_OUT_MAX,
  type LeftOut,
  type LeftOutUpdate,
  leaveOut,
  leftOutOf,
  leftOutOn,
  type OutOf,
  type Remainder,
} from './left-out.ts';
export {
  indexChooser,
  indexFor,
  isNamed,
  originatedKey,
  originKey,
  originsOf,
  originsOfIndex,
  originText,
} from './origins.ts';
export { type QuarantinedVersion, quarantineAgainst, type VersionQuarantine } from './quarantine.ts';
export { applicableTargets, isAtTarget, isHighest, isOf, targetsFor, targetsOf } from './targets.ts';
export type * from './types.ts';
