// Adoption: the one thing that may happen to an observed host. It turns other patchers off (recorded, reversible) and
// lets the executor run; leaving gives everything back and masks it again.

import { adoptionOf, currentGeneration, isolationOf, type LedgerEntry, openAttempt } from '@slipway/core/execution';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { AdoptionOrder } from '@slipway/core/rollout';
import { parseAdoptionOrder } from '@slipway/protocol/documents';
import { openTrusted, trustedRoot } from '../documents/index.ts';
import type { ExecutorOptions, ExecutorPorts } from './context.ts';

/** What became of the order in the inbox: `unchanged` covers "none there" and "obeyed before". */
export type AdoptionEnd = 'adopted' | 'left' | 'unchanged';

export const runAdoption = async (ports: ExecutorPorts, options: ExecutorOptions): Promise<Outcome<AdoptionEnd>> => {
  const inbox = await ports.inbox.read();
  if (inbox.adoption === null) return ok('unchanged');
  const broken = await ports.ledger.broken();
  if (broken !== null) return { ok: false, reason: broken.reason };
  const root = await trustedRoot({ trust: ports.trust, crypto: ports.crypto, delivered: inbox.trustRoots });
  if (!root.ok) return root;
  const opened = openTrusted({
    envelope: inbox.adoption,
    expectedType: 'application/vnd.slipway.adoption+json;version=1',
    roles: ['controller'],
    root: root.value,
    crypto: ports.crypto,
  });
  if (!opened.ok) return opened;
  const order = parseAdoptionOrder(opened.value);
  if (!order.ok) return order;
  return await obey(ports, options, order.value);
};

const obey = async (
  ports: ExecutorPorts,
  options: ExecutorOptions,
  order: AdoptionOrder,
): Promise<Outcome<AdoptionEnd>> => {
  if (order.hostId !== options.hostId) {
    return refuse('plan-for-other-host', { document: 'adoption order', found: order.hostId, expected: options.hostId });
  }
  const ledger = await ports.ledger.read();
  const adoption = adoptionOf(ledger);
  if (order.order <= adoption.order) return ok('unchanged');
  // What has begun is finished first, and who is kept from its service is given back to it: a masked executor could not do
  // that, and two programs that write one ledger at the same time would break it.
  const unhindered = nothingUnderWayIn(ledger);
  if (!unhindered.ok) return unhindered;
  const generation = currentGeneration(ledger);
  // The line comes last: a crash before it leaves the order standing, which is then obeyed again from its beginning, and
  // every part of it is safe to repeat. The other way round, a host could count as adopted and never be able to begin.
  if (order.mode === 'adopted') {
    const taken = adoption.mode === 'adopted' ? ok(adoption.taken) : await ports.packages.takeOver();
    if (!taken.ok) return taken;
    await ports.executorSwitch.unmask();
    await ports.ledger.append({ kind: 'adopted', order: order.order, generation, taken: taken.value });
    return ok('adopted');
  }
  await ports.executorSwitch.mask();
  // Masked, nothing begins any more; an attempt that began just before the mask is found now.
  const still = nothingUnderWayIn(await ports.ledger.read());
  if (!still.ok) {
    await ports.executorSwitch.unmask();
    return still;
  }
  const given = adoption.mode === 'adopted' ? await ports.packages.giveBack(adoption.taken) : ok(undefined);
  if (!given.ok) return given;
  await ports.ledger.append({ kind: 'left', order: order.order, generation, taken: [] });
  return ok('left');
};

const nothingUnderWayIn = (ledger: readonly LedgerEntry[]): Outcome<void> => {
  const open = openAttempt(ledger);
  if (open !== null) return refuse('attempt-open', { attempt: open.attemptId });
  return isolationOf(ledger).standing === null ? ok(undefined) : refuse('isolation-stands');
};
