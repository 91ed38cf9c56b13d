// What root told this host about its controller: written once at enrolment, readable by all, believed by both halves.
// Not here: keys and certificates (the reporter's own files).
// May import: core.

import { asDigest, asHostId, type Digest, type HostId, isDigest, isIdentifier } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';

export interface AgentSettings {
  readonly controller: string;
  readonly hostId: HostId;
  /** Of the trust root that held at enrolment: the first that this host believes. */
  readonly trustDigest: Digest;
  /** Between two looks at the host that nothing asked for. */
  readonly collectEverySeconds: number;
  readonly refreshEverySeconds: number;
  /** Whether lines of this host's own logs may go to the controller where a step failed. Root's word, sent unless it says `kept`. */
  readonly failureLogs: 'sent' | 'kept';
}

/** Inventories are cheap and unchanged ones cost a digest; repositories are asked four times a day. */
export const USUAL_INTERVALS = { collectEverySeconds: 300, refreshEverySeconds: 6 * 3600 } as const;

export const readSettings = (text: string): Outcome<AgentSettings> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return malformed('it is not JSON');
  }
  if (typeof json !== 'object' || json === null) return malformed('it is not an object');
  const fields = json as Record<string, unknown>;
  const { controller, hostId, trustDigest, collectEverySeconds, refreshEverySeconds } = fields;
  const { failureLogs = 'sent' } = fields;
  if (typeof controller !== 'string' || !controller.startsWith('https://'))
    return malformed('controller is no https:// address');
  if (typeof hostId !== 'string' || !isIdentifier(hostId)) return malformed('hostId is no identifier');
  if (typeof trustDigest !== 'string' || !isDigest(trustDigest)) return malformed('trustDigest is no digest');
  if (failureLogs !== 'sent' && failureLogs !== 'kept') return malformed('failureLogs is neither "sent" nor "kept"');
  return ok({
    controller,
    hostId: asHostId(hostId),
    trustDigest: asDigest(trustDigest),
    collectEverySeconds: secondsOr(collectEverySeconds, USUAL_INTERVALS.collectEverySeconds),
    refreshEverySeconds: secondsOr(refreshEverySeconds, USUAL_INTERVALS.refreshEverySeconds),
    failureLogs,
  });
};

const secondsOr = (value: unknown, usual: number): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 ? value : usual;

const malformed = (detail: string): Outcome<never> =>
  refuse('document-malformed', { document: 'file /etc/slipway/agent.json', detail });
