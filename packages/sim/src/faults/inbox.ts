// The inbox belongs to a user that root does not trust: now and then something else lies in it than the controller sent.

import { decodeBase64, type Envelope } from '@slipway/core/document';
import { asAttemptId } from '@slipway/core/ids';
import type { StartGrant } from '@slipway/core/rollout';
import { addSeconds } from '@slipway/core/time';
import { seededKey, signedBy } from '../controller/index.ts';
import type { PlacedHost } from '../fleet/index.ts';
import type { Random } from '../random/index.ts';
import { type Fault, type FaultWorld, nowAndThen, oneOf } from './world.ts';

const GRANT_TYPE = 'application/vnd.slipway.start-grant+json;version=1';

const grantIn = ({ payload }: Envelope): StartGrant =>
  JSON.parse(Buffer.from(decodeBase64(payload) ?? new Uint8Array()).toString('utf8')) as StartGrant;

/** Looks like a grant of tonight, by a key that nobody trusts under a name that everybody does. */
const forged = async (host: PlacedHost, { time, say }: FaultWorld, random: Random): Promise<void> => {
  const { grant } = await host.reporter.inbox.read();
  if (grant === null) return;
  const wish = { ...grantIn(grant), issuedAt: time.now(), latestStartAt: addSeconds(time.now(), 600) };
  const made = signedBy([seededKey(random)], GRANT_TYPE, {
    ...wish,
    attemptId: asAttemptId(`${wish.attemptId}-forged`),
  });
  const signatures = made.signatures.map(({ sig }, index) => ({ sig, keyid: grant.signatures[index]?.keyid ?? '' }));
  say(`${host.spec.hostname} finds a forged grant`);
  await host.reporter.inbox.putGrant({ ...made, signatures } as Envelope);
};

/** What another host was told. */
const swapped = async (host: PlacedHost, { hosts, say }: FaultWorld, random: Random): Promise<void> => {
  const other = oneOf(hosts, random);
  const found = await other?.reporter.inbox.read();
  if (other === null || other === host || found?.grant == null || found.hostPlan === null) return;
  say(`${host.spec.hostname} finds what ${other.spec.hostname} was told`);
  if (random.chance(0.5)) await host.reporter.inbox.putHostPlan(found.hostPlan);
  await host.reporter.inbox.putGrant(found.grant);
};

/** What it was told at some time before. */
const replayed = async (host: PlacedHost, { time, over, say }: FaultWorld, random: Random): Promise<void> => {
  const before = await host.reporter.inbox.read();
  if (before.grant === null || before.hostPlan === null) return;
  await time.sleep(random.between(60, 7200) * 1000);
  if (over()) return;
  say(`${host.spec.hostname} finds what it was told before`);
  await host.reporter.inbox.putHostPlan(before.hostPlan);
  await host.reporter.inbox.putGrant(before.grant);
};

export const inboxFaults = {
  'inbox-changed': nowAndThen({ low: 1, high: 6 }, async (world, random) => {
    const host = oneOf(world.hosts, random);
    if (host === null) return;
    await (oneOf([forged, swapped, replayed], random) ?? forged)(host, world, random);
  }),
} as const satisfies Readonly<Record<string, Fault>>;
