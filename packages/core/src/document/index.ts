// Documents: one canonical form, one digest, one envelope for everything that anyone signs or approves.
// Pure: SHA-256 and signature checks are passed in, so that the same code runs in controller, agent and simulator.
// Not here: keys, signing, files.
// May import: ids, time, reasons.

export { decodeBase64, encodeBase64 } from './base64.ts';
export { canonicalBytes, canonicalise, DOCUMENT_DEPTH_MAX, digestOf } from './canonical.ts';
export { bytesOfDigest } from './digest.ts';
export { assembleEnvelope, documentName, openEnvelope, SIGNATURES_MAX } from './envelope.ts';
export { inclusionProof, type MerkleTree, merkleRoot, merkleTree, verifyInclusion } from './merkle.ts';
export { parseCanonical } from './parse.ts';
export { keyIdOf, preAuthentication } from './signatures.ts';
export { followTrustRoots, type TrustChain } from './trust-chain.ts';
export { acceptTrustRoot, readTrustRoot, TRUST_KEYS_MAX } from './trust-root.ts';
export type * from './types.ts';
export { decodeUtf8, encodeUtf8 } from './utf8.ts';
