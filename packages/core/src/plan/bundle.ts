// What one host gets of a plan, and how it verifies that its part belongs to what was signed.

import {
  digestOf,
  type Envelope,
  inclusionProof,
  type MerkleTree,
  merkleTree,
  type Sha256,
  verifyInclusion,
} from '../document/index.ts';
import type { Digest, HostId } from '../ids/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import type { HostPlan, HostPlanBundle, PlanHeader } from './types.ts';

/** `envelope` is the signed `header`. A host plan that the header does not name is a bug of the caller, and throws. */
export function bundleFor(options: {
  readonly header: PlanHeader;
  readonly envelope: Envelope;
  readonly hostPlan: HostPlan;
  readonly sha256: Sha256;
}): HostPlanBundle {
  const { header, envelope, hostPlan, sha256 } = options;
  const leafIndex = header.hostPlans.findIndex(({ hostId }) => hostId === hostPlan.hostId);
  if (leafIndex === -1) throw new RangeError(`host ${hostPlan.hostId} is not in the plan`);
  return { header: envelope, hostPlan, proof: inclusionProof(treeOf(header, sha256), leafIndex) };
}

/**
 * Trees already built, per header object and as long as it lives: for 10,000 hosts a tree is 20,000 hashes, and each of
 * them asks for its bundle. Nobody can tell but by the time it takes.
 */
const trees = new WeakMap<PlanHeader, MerkleTree>();

function treeOf(header: PlanHeader, sha256: Sha256): MerkleTree {
  const known = trees.get(header);
  if (known !== undefined) return known;
  const tree = merkleTree(
    header.hostPlans.map(({ digest }) => digest),
    sha256,
  );
  trees.set(header, tree);
  return tree;
}

/**
 * The host plan, if it is this host's and part of the header. The header must be the verified content of
 * `bundle.header`: signatures are checked by whoever opened the envelope.
 */
export function openHostPlan(options: {
  readonly bundle: HostPlanBundle;
  readonly header: PlanHeader;
  readonly hostId: HostId;
  readonly sha256: Sha256;
}): Outcome<HostPlan> {
  const { bundle, header, hostId, sha256 } = options;
  const { hostPlan, proof } = bundle;
  if (hostPlan.hostId !== hostId) {
    return refuse('plan-for-other-host', { document: 'host plan', found: hostPlan.hostId, expected: hostId });
  }
  const digest = digestIfCanonical(hostPlan, sha256);
  const { hostPlans, hostPlansRoot: root, bounds } = header;
  const belongs =
    digest !== null &&
    hostPlans[proof.leafIndex]?.hostId === hostId &&
    verifyInclusion({ leaf: digest, proof, root, leafCount: hostPlans.length, sha256 }) &&
    bounds.hosts.includes(hostId) &&
    hostPlan.patchSetDigest === bounds.patchSetDigest;
  return belongs ? ok(hostPlan) : refuse('proof-mismatch');
}

/** `null`: a value that no canonical form exists for. It came over the wire, so that is no bug of ours. */
function digestIfCanonical(hostPlan: HostPlan, sha256: Sha256): Digest | null {
  try {
    return digestOf(hostPlan, sha256);
  } catch {
    return null;
  }
}
