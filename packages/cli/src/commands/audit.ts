import { createHash } from 'node:crypto';
import { AUDIT_START, verifyAuditChain } from '@slipway/core/audit';
import { asDigest, isDigest } from '@slipway/core/ids';
import type { Instant } from '@slipway/core/time';
import { endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { allPages, firstItems } from '../connection/index.ts';
import { refused, wrongUse } from '../exit/index.ts';
import { countText, instantText, withShortDigests } from '../output/index.ts';
import { given, present, printTable } from './common/index.ts';

export const auditList: Action = async (invocation) => {
  const { context, options } = invocation;
  const api = await context.api();
  const limit = options.number('limit');
  const query = {
    order: 'newest-first' as const,
    ...given({ who: options.text('who'), action: options.text('action'), object: objectOf(options.text('object')) }),
    ...given({ from: options.text('since') as Instant | null, until: options.text('until') as Instant | null }),
  };
  const events = await firstItems(api, endpoints.audit.list, {
    asked: { query },
    limit: limit ?? Number.POSITIVE_INFINITY,
  });
  printTable(invocation, {
    items: events.toReversed(),
    columns: [
      { title: 'number', align: 'right' },
      { title: 'at' },
      { title: 'who', shrinks: true },
      { title: 'action' },
      { title: 'object' },
      { title: 'facts' },
    ],
    row: ({ sequence, at, who, action, object, facts }) => [
      String(sequence),
      instantText(at),
      who,
      action,
      withShortDigests(object),
      withShortDigests(
        Object.entries(facts)
          .map(([key, value]) => `${key}=${value}`)
          .join(' '),
      ),
    ],
    empty: Object.keys(query).length > 1 ? 'There is no such event.' : 'Nothing has been done yet.',
  });
  return 0;
};

/** A digest as lists show it is the beginning of one. */
const objectOf = (text: string | null): string | null =>
  text !== null && /^[0-9a-f]{8,64}$/.test(text) ? `sha256:${text}` : text;

/** Recomputed here, from the events themselves: a controller's own word about its own record would be worth little. */
export const auditVerify: Action = async (invocation) => {
  const { context, options } = invocation;
  const known = options.text('head');
  if (known !== null && !isDigest(known)) throw wrongUse('--head: sha256: and 64 digits are expected.');
  const api = await context.api();
  const events = await allPages(api, endpoints.audit.list, {});
  const verified = verifyAuditChain(
    events,
    (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
    AUDIT_START,
  );
  if (!verified.ok) throw refused(verified.reason, 6);
  const { sequence, digest } = verified.value;
  if (known !== null && known !== AUDIT_START.digest && !events.some((event) => event.digest === known)) {
    throw refused(
      { code: 'audit-broken', facts: { sequence, detail: `no event has the digest ${known} that was noted` } },
      6,
    );
  }
  present(
    invocation,
    { holds: 'yes', head: verified.value },
    () =>
      `The chain of ${countText(sequence, 'event')} holds together. Its head, worth keeping elsewhere:\n${digest}\n`,
  );
  return 0;
};
