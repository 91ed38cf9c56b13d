// The audit events, and whether their chain holds together.

import { AUDIT_START, type AuditHead, verifyAuditChain } from '@slipway/core/audit';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { AuditEvent, AuditWanted, Page, PageRequest } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** Events read at a time; between two reads the store is free for others. */
const PAGE = 1000;

export const listAudit = async (app: App, page: PageRequest, wanted: AuditWanted = {}): Promise<Page<AuditEvent>> =>
  await app.ports.store.read(async ({ access }) => await access.auditEvents(page, wanted));

/** Follows the whole chain from its start. The head is worth writing down elsewhere: it names everything before it. */
export const verifyAudit = async (app: App): Promise<Outcome<AuditHead>> => {
  let head: AuditHead = AUDIT_START;
  let after: string | null = null;
  do {
    const page: Page<AuditEvent> = await listAudit(app, { after, limit: PAGE });
    const verified = verifyAuditChain(page.items, app.ports.sha256, head);
    if (!verified.ok) return verified;
    head = verified.value;
    after = page.next;
  } while (after !== null);
  return ok(head);
};
