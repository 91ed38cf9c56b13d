// Whether the controller answers this host, without telling it anything.

import { Agent } from 'node:https';
import type { HttpsLinkOptions } from './https-link.ts';
import { LinkDown } from './link-down.ts';
import { lineRequest } from './request.ts';

/** A person waits. */
const PROBE_MS_MAX = 10_000;
/** A file that nobody has: who may ask is told that, and everybody else that he may not. */
const NOBODY_HAS = `/agent/v1/content/sha256:${'0'.repeat(64)}`;

export type ProbeAnswer =
  | {
      /** `unknown-host`: the controller does not take this host's certificate (any more). */
      readonly knows: 'this-host' | 'unknown-host';
      /** By the controller's clock, to the second; `null` where it does not say. */
      readonly dateMs: number | null;
    }
  /** Nothing answers that is of the host's authority. */
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
    const dateMs = Date.parse(message.headers.date ?? '');
    return { knows: status === 404 ? 'this-host' : 'unknown-host', dateMs: Number.isNaN(dateMs) ? null : dateMs };
  } catch (error) {
    if (error instanceof LinkDown) return { knows: 'nothing', detail: error.message };
    throw error;
  } finally {
    agent.destroy();
  }
};
