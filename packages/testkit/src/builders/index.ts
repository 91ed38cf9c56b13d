// Builders: one plausible value per noun, with the part that a test is about given by hand. Every digest is a real
// SHA-256, every input is consistent (fingerprints agree, proposals answer the patch set), and nothing is random.
// Not generators (random values), not fixtures (recorded ones).
// May import: core, protocol's types, node:.

export { demoPatchSet, demoPolicy, demoProd } from './demo-fleet.ts';
export { digestOfText, sha256 } from './digest.ts';
export {
  anInventory,
  aPackage,
  aRepository,
  aSystem,
  BOOKWORM,
  fingerprintOfPackages,
  THE_MORNING,
} from './inventory.ts';
export { aCheckIn, aCheckInReply } from './messages.ts';
export { aFile, aPatchSet, aProposal, aReplacedVersion, aTarget } from './patch-set.ts';
export {
  aHost,
  anOpensslPatchSet,
  aPlanningInput,
  CAPABILITIES,
  digestOfPatchSet,
  provenTargets,
  withProposal,
} from './planning.ts';
export { anEnvironment, aPolicy } from './policy.ts';
export { A_MAKER, someOrigins, unmanagedSoftware } from './third-party.ts';
