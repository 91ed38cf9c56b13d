// Merkle tree in the shape of RFC 6962 section 2.1: one root for all host plans, and for each of them a short proof that
// it belongs to the root. Leaves and inner nodes are hashed with different prefixes, so that none passes for the other.

import { type Digest, isDigest } from '../ids/index.ts';
import { bytesOfDigest } from './digest.ts';
import type { InclusionProof, ProofStep, Sha256 } from './types.ts';
import { encodeUtf8 } from './utf8.ts';

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

/** Leaves first, the root alone in the last level. */
export interface MerkleTree {
  readonly root: Digest;
  readonly levels: readonly (readonly Digest[])[];
}

/** A leaf's data is the 32 bytes of its digest. The root of no leaves is SHA-256 of nothing, as the RFC has it. */
export const merkleTree = (leaves: readonly Digest[], sha256: Sha256): MerkleTree =>
  treeOfData(leaves.map(bytesOfDigest), sha256);

export const merkleRoot = (leaves: readonly Digest[], sha256: Sha256): Digest => merkleTree(leaves, sha256).root;

/** The same over leaves of any length, which the RFC's known trees need. */
export function treeOfData(leaves: readonly Uint8Array[], sha256: Sha256): MerkleTree {
  let level: readonly Digest[] = leaves.map((data) => sha256(joined(LEAF_PREFIX, data)));
  const levels = [level];
  while (level.length > 1) {
    level = levelAbove(level, sha256);
    levels.push(level);
  }
  return { root: level[0] ?? sha256(encodeUtf8('')), levels };
}

/** Throws on an index outside of the tree, which is a bug of the caller. */
export function inclusionProof(tree: MerkleTree, leafIndex: number): InclusionProof {
  const leafCount = tree.levels[0]?.length ?? 0;
  if (!Number.isSafeInteger(leafIndex) || leafIndex < 0 || leafIndex >= leafCount) {
    throw new RangeError(`leaf ${leafIndex} of a tree of ${leafCount}`);
  }
  const path: ProofStep[] = [];
  for (const [depth, side] of sidesOf(leafIndex, leafCount)) {
    const at = Math.floor(leafIndex / 2 ** depth);
    const digest = tree.levels[depth]?.[side === 'left' ? at - 1 : at + 1];
    if (digest === undefined) throw new Error('unreachable: every side named has a sibling');
    path.push({ side, digest });
  }
  return { leafIndex, leafCount, path };
}

/**
 * True only if `leaf` stands at the proof's place in the tree of `root`. `leafCount` comes from the signed header (its
 * list of host plans), since a root alone does not say how many leaves it has.
 */
export function verifyInclusion(options: {
  readonly leaf: Digest;
  readonly proof: InclusionProof;
  readonly root: Digest;
  readonly leafCount: number;
  readonly sha256: Sha256;
}): boolean {
  const { leaf, proof, root, leafCount, sha256 } = options;
  if (proof.leafCount !== leafCount || !Number.isSafeInteger(leafCount)) return false;
  if (!Number.isSafeInteger(proof.leafIndex) || proof.leafIndex < 0 || proof.leafIndex >= leafCount) return false;
  if (!isDigest(leaf)) return false;
  const sides = sidesOf(proof.leafIndex, leafCount);
  if (proof.path.length !== sides.length) return false;
  let digest = sha256(joined(LEAF_PREFIX, bytesOfDigest(leaf)));
  for (const [index, [, side]] of sides.entries()) {
    const step = proof.path[index];
    // Checked although the brand says so: a proof comes from outside, and another spelling must not read as equal bytes.
    if (step?.side !== side || !isDigest(step.digest)) return false;
    digest = side === 'left' ? nodeOf(step.digest, digest, sha256) : nodeOf(digest, step.digest, sha256);
  }
  return digest === root;
}

/** Pairs from the left; a last node without a partner moves up as it is. That gives the RFC's largest-power-of-two split. */
function levelAbove(level: readonly Digest[], sha256: Sha256): readonly Digest[] {
  const above: Digest[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const left = level[at] as Digest;
    const right = level[at + 1];
    above.push(right === undefined ? left : nodeOf(left, right, sha256));
  }
  return above;
}

/** The level and the side of every sibling on the way from a leaf to the root: given by index and count alone. */
function sidesOf(leafIndex: number, leafCount: number): readonly (readonly [number, 'left' | 'right'])[] {
  const sides: [number, 'left' | 'right'][] = [];
  let at = leafIndex;
  let width = leafCount;
  for (let depth = 0; width > 1; depth++) {
    if (at % 2 === 1) sides.push([depth, 'left']);
    else if (at + 1 < width) sides.push([depth, 'right']);
    at = Math.floor(at / 2);
    width = Math.ceil(width / 2);
  }
  return sides;
}

const nodeOf = (left: Digest, right: Digest, sha256: Sha256): Digest =>
  sha256(joined(NODE_PREFIX, bytesOfDigest(left), bytesOfDigest(right)));

function joined(prefix: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 1));
  bytes[0] = prefix;
  let at = 1;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
