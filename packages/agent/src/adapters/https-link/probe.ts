// Whether the controller answers this host, without telling it anything.

import { Agent } from 'node:https';
import type { HttpsLinkOptions } from './https-link.ts';
import { LinkDown } from './link-down.ts';
import { lineRequest } from './request.ts';

/** A person waits. */
const PROBE_MS_MAX = 10_000;
/** A file that nobody has: who may ask is told that, and everybody else that he may not. */
const NOBODY_HAS = `/agent/v1/content/sha256:${'0'.repeat(64)}`;

/** Any other status (too many, no store) says nothing of this host. */
const KNOWS: Readonly<Partial<Record<number, 'this-host' | 'unknown-host'>>> = {
  404: 'this-host',
  401: 'unknown-host',
  403: 'unknown-host',
};

export type ProbeAnswer =
  | {
      /** `unknown-host`: the controller does not take this host's certificate (any more). */
      readonly knows: 'this-host' | 'unknown-host';
      /** By the controller's clock, to the second; `null` where it does not say. */
      readonly dateMs: number | null;
    }
  /** Nothing answers that is of the host's authority, or what answers can say nothing now. */
  | { readonly knows: 'nothing'; readonly detail: string };

export const probeController = async (options: HttpsLinkOptions): Promise<ProbeAnswer> => {
  const agent = new Agent({
    ca: options.authority,
    cert: options.certificate,
    key: options.key,
    timeout: PROBE_MS_MAX,
    minVersion: 'TLSv1.2',
  });
  try {
    const { status, message } = await lineRequest({
      url: new URL(NOBODY_HAS, options.controller),
      agent,
      method: 'GET',
      headers: {},
      body: null,
      idleMsMax: PROBE_MS_MAX,
    });
    message.resume();
    const knows = KNOWS[status];
    if (knows === undefined) return { knows: 'nothing', detail: `it answers with status ${status}` };
    const dateMs = Date.parse(message.headers.date ?? '');
    return { knows, dateMs: Number.isNaN(dateMs) ? null : dateMs };
  } catch (error) {
    if (error instanceof LinkDown) return { knows: 'nothing', detail: error.message };
    throw error;
  } finally {
    agent.destroy();
  }
};
