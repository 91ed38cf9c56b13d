import { canonicalise } from '../../document/index.ts';
import type { CheckerNote } from '../types.ts';
import type { PlannedHost } from './facts.ts';
import { error } from './notes.ts';

/** Above everything that was ever made for the host, or the very host plan that stands. */
export function* checkGeneration({ hostPlan, host }: PlannedHost): Iterable<CheckerNote> {
  if (host === null) return;
  const { generation, hostId } = hostPlan;
  const { current } = host;
  const stands = current !== null && generation >= host.generation && canonicalise(current) === canonicalise(hostPlan);
  if (!stands && generation <= Math.max(host.generation, current?.generation ?? 0)) {
    yield error('check-generation', { found: generation, host: hostPlan.hostname, current: host.generation }, hostId);
  }
}
