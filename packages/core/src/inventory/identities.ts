import type { Digest } from '../ids/index.ts';
import type { SystemFacts } from './types.ts';

/** By which whoever carries the host may know it. */
export const identities = ({
  machineIdDigest,
  productUuidDigest,
}: Pick<SystemFacts, 'machineIdDigest' | 'productUuidDigest'>): readonly Digest[] =>
  productUuidDigest === undefined ? [machineIdDigest] : [machineIdDigest, productUuidDigest];
