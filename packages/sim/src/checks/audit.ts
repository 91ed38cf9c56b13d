// The audit chain, followed event by event as each is stored: a break that a later event hides is none of the end's business.

import type { AuditEvent, StoreView } from '@slipway/controller/ports';
import type { MemoryStore } from '@slipway/controller/store/memory';
import { AUDIT_START, type AuditHead, verifyAuditChain } from '@slipway/core/audit';
import type { Sha256 } from '@slipway/core/document';
import { explain } from '@slipway/core/reasons';

/** The same store. One that is taken back to its backup goes on from the head that it had there. */
export const watchAudit = (
  store: MemoryStore,
  { sha256, broken }: { readonly sha256: Sha256; readonly broken: (text: string) => void },
): MemoryStore => {
  let head: AuditHead = AUDIT_START;
  let atBackup: AuditHead | null = null;
  const follow = (added: readonly AuditEvent[]): void => {
    const whole = verifyAuditChain(added, sha256, head);
    if (!whole.ok) broken(`the audit chain is broken: ${explain(whole.reason)}`);
    head = whole.ok ? whole.value : (added.at(-1) ?? head);
  };
  return {
    read: async (work) => await store.read(work),
    write: async (work) => {
      const added: AuditEvent[] = [];
      const answer = await store.write(async (change) => {
        const access = Object.create(change.access) as typeof change.access;
        access.addAuditEvent = async (fact) => {
          const event = await change.access.addAuditEvent(fact);
          added.push(event);
          return event;
        };
        return await work(Object.create(change, { access: { value: access } }) as StoreView);
      });
      follow(added);
      return answer;
    },
    backUp: async () => {
      await store.backUp();
      atBackup = head;
    },
    restore: async () => {
      await store.restore();
      head = atBackup ?? head;
      atBackup = null;
    },
    close: async () => await store.close(),
  };
};
