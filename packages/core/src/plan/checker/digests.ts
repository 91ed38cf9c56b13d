import { digestOf, merkleRoot, type Sha256 } from '../../document/index.ts';
import type { CheckerNote } from '../types.ts';
import type { Facts } from './facts.ts';
import { error } from './notes.ts';

/** Every digest again: of header, host plans, their root and the patch set. */
export function* checkDigests({ plan, input }: Facts, sha256: Sha256): Iterable<CheckerNote> {
  const { header, hostPlans } = plan;
  if (digestOf(header, sha256) !== plan.digest) yield mismatch('plan header');
  const stated = header.hostPlans.map(({ digest }) => digest);
  if (merkleRoot(stated, sha256) !== header.hostPlansRoot) yield mismatch('root of the host plans');
  if (stated.length !== hostPlans.length) yield mismatch('list of host plans');
  for (const [index, hostPlan] of hostPlans.entries()) {
    const named = header.hostPlans[index];
    if (named?.hostId !== hostPlan.hostId || named.digest !== digestOf(hostPlan, sha256)) {
      yield error('check-digest-mismatch', { what: `host plan of ${hostPlan.hostname}` }, hostPlan.hostId);
    }
    if (hostPlan.patchSetDigest !== header.bounds.patchSetDigest) {
      yield error('check-digest-mismatch', { what: `patch set of ${hostPlan.hostname}` }, hostPlan.hostId);
    }
  }
  const patchSetDigest = digestOf(input.patchSet, sha256);
  if (patchSetDigest !== header.bounds.patchSetDigest || patchSetDigest !== input.patchSetDigest) {
    yield mismatch('patch set');
  }
}

const mismatch = (what: string): CheckerNote => error('check-digest-mismatch', { what });
