import { join } from 'node:path';
import type { HostPlanBundle } from '@slipway/core/plan';
import { isInstant } from '@slipway/core/time';
import { parseHostPlanBundle } from '@slipway/protocol/documents';
import type { DeliveredIsolation, DurableFiles, Inbox } from '../../ports/index.ts';
import { asEnvelope, asEnvelopes, readJson } from './documents.ts';

export interface FileInboxOptions {
  /** Owned by the reporter; the executor only reads it. */
  readonly directory: string;
  readonly files: DurableFiles;
}

/** One file per document. Grant and isolation are what the service manager starts the executor by. */
const NAMES = {
  trustRoots: 'trust-roots.json',
  hostPlan: 'host-plan.json',
  grant: 'grant.json',
  adoption: 'adoption.json',
  isolation: 'isolation.json',
  contact: 'contact.json',
} as const;
/** Nothing in them is secret: each is signed and known to the controller. */
const MODE = 0o644;

export const createFileInbox = ({ directory, files }: FileInboxOptions): Inbox => {
  const path = (name: keyof typeof NAMES): string => join(directory, NAMES[name]);
  const put = async (name: keyof typeof NAMES, value: unknown): Promise<void> =>
    await files.write(path(name), JSON.stringify(value), MODE);
  const get = async (name: keyof typeof NAMES): Promise<unknown> => await readJson(files, path(name));
  return {
    putTrustRoots: async (roots) => await put('trustRoots', roots),
    putHostPlan: async (bundle) => await put('hostPlan', bundle),
    putGrant: async (grant) => await put('grant', grant),
    putAdoption: async (order) => await put('adoption', order),
    putIsolation: async (delivered) => await put('isolation', delivered),
    withdrawGrant: async () => await files.remove(path('grant')),
    noteContact: async (at) => await put('contact', { at }),
    read: async () => ({
      trustRoots: asEnvelopes(await get('trustRoots')),
      hostPlan: asBundle(await get('hostPlan')),
      grant: asEnvelope(await get('grant')),
      adoption: asEnvelope(await get('adoption')),
      isolation: asIsolation(await get('isolation')),
    }),
    contactAt: async () => asInstant(await get('contact')),
  };
};

const asBundle = (value: unknown): HostPlanBundle | null => {
  const parsed = parseHostPlanBundle(value);
  return parsed.ok ? parsed.value : null;
};

const asIsolation = (value: unknown): DeliveredIsolation | null => {
  if (typeof value !== 'object' || value === null || !('order' in value)) return null;
  const order = asEnvelope(value.order);
  return order === null ? null : { order, hostPlan: 'hostPlan' in value ? asBundle(value.hostPlan) : null };
};

const asInstant = (value: unknown) => {
  const at: unknown = typeof value === 'object' && value !== null && 'at' in value ? value.at : null;
  return typeof at === 'string' && isInstant(at) ? at : null;
};
