import { digestOf, type Envelope, merkleTree } from '@slipway/core/document';
import { appendEntry, EMPTY_LEDGER, headAfter, type LedgerEntry, type LedgerFact } from '@slipway/core/execution';
import { asAttemptId, asDigest, asHostId } from '@slipway/core/ids';
import { bundleFor, type HostPlan, type PlanHeader } from '@slipway/core/plan';
import type { ReasonCode } from '@slipway/core/reasons';
import type { StartGrant } from '@slipway/core/rollout';
import { addSeconds } from '@slipway/core/time';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realCrypto, seededKey, signedBy } from '../src/controller/index.ts';
import { randomFrom } from '../src/random/index.ts';
import { type Ask, type ChangedFiles, type Granted, granted, type Verdict, verdictOn } from './granted.ts';

// Documents that are what they say and are signed by whom they should be, and still must not be followed here and now.

const { sha256 } = realCrypto;
const GRANT_TYPE = 'application/vnd.slipway.start-grant+json;version=1';
const HEADER_TYPE = 'application/vnd.slipway.plan-header+json;version=1';
const OTHER_DIGEST = asDigest(`sha256:${'7'.repeat(64)}`);

let story: Granted;
beforeAll(async () => {
  story = await granted();
});
beforeEach(() => {
  story.host.condition.clockOffsetMs = 0;
  story.host.condition.stopFile = false;
});

const refusedWith = (verdict: Verdict): string => (verdict.kind === 'refused' ? verdict.reason.code : verdict.kind);

const inInbox = (documents: { readonly grant?: Envelope; readonly bundle?: unknown }): ChangedFiles => ({
  ...(documents.grant === undefined ? {} : { '/inbox/grant.json': JSON.stringify(documents.grant) }),
  ...(documents.bundle === undefined ? {} : { '/inbox/host-plan.json': JSON.stringify(documents.bundle) }),
});
const withGrant = async (change: Partial<StartGrant>): Promise<Ask> => ({
  files: inInbox({ grant: await story.sign(GRANT_TYPE, { ...story.grant, ...change }) }),
});

/** Another plan, tied together and signed as the controller does it, with the grant that goes with it. */
const withPlan = async (changes: {
  readonly header?: Partial<PlanHeader>;
  readonly bounds?: Partial<PlanHeader['bounds']>;
  readonly hostPlan?: Partial<HostPlan>;
  readonly grant?: Partial<StartGrant>;
}): Promise<Ask> => {
  const hostPlan: HostPlan = { ...story.hostPlan, ...changes.hostPlan };
  const digest = digestOf(hostPlan, sha256);
  const hostPlans = story.header.hostPlans.map((entry) =>
    entry.hostId === story.hostPlan.hostId ? { hostId: hostPlan.hostId, digest } : entry,
  );
  const root = merkleTree(
    hostPlans.map((entry) => entry.digest),
    sha256,
  ).root;
  const header: PlanHeader = {
    ...story.header,
    hostPlans,
    hostPlansRoot: root,
    ...changes.header,
    bounds: { ...story.header.bounds, ...changes.bounds },
  };
  const envelope = await story.sign(HEADER_TYPE, header);
  const grant: StartGrant = {
    ...story.grant,
    planDigest: digestOf(header, sha256),
    hostPlanDigest: digest,
    generation: hostPlan.generation,
    ...changes.grant,
  };
  return {
    files: inInbox({
      grant: await story.sign(GRANT_TYPE, grant),
      bundle: bundleFor({ header, envelope, hostPlan, sha256 }),
    }),
  };
};

/** The host's ledger with these facts behind what stands there. */
const ledgerWith = async (...facts: readonly LedgerFact[]): Promise<readonly LedgerEntry[]> => {
  const entries = [...(await story.host.executor.ledger.read())];
  let head = entries.reduce((before, entry) => headAfter(before, entry, sha256), EMPTY_LEDGER);
  for (const fact of facts) {
    const entry = appendEntry(head, fact, { at: story.scene.time.now(), bootId: 'another boot' });
    entries.push(entry);
    head = headAfter(head, entry, sha256);
  }
  return entries;
};
const ran = (attempt: string, generation: number, hostPlanDigest = OTHER_DIGEST): readonly LedgerFact[] => {
  const attemptId = asAttemptId(attempt);
  return [
    { kind: 'attempt-begun', attemptId, hostPlanDigest, generation },
    { kind: 'attempt-ended', attemptId, outcome: 'done', reason: null },
  ];
};

test('made anew and signed again without a change, the executor begins', async () => {
  expect(refusedWith(await verdictOn(story.host, await withPlan({})))).toBe('began');
});

describe('a grant', () => {
  test.each<[string, (grant: StartGrant) => Partial<StartGrant>, ReasonCode]>([
    ['for another host', () => ({ hostId: asHostId('host-9') }), 'plan-for-other-host'],
    ['for another plan', () => ({ planDigest: OTHER_DIGEST }), 'grant-mismatch'],
    ['for another host plan', () => ({ hostPlanDigest: OTHER_DIGEST }), 'grant-mismatch'],
    ['for another generation', ({ generation }) => ({ generation: generation + 1 }), 'grant-mismatch'],
    ['for an occurrence that was not approved', () => ({ occurrenceId: 'some other night' }), 'grant-mismatch'],
    ['after its latest start', ({ issuedAt }) => ({ latestStartAt: issuedAt }), 'grant-too-late'],
  ])('%s is refused', async (_what, change, code) => {
    expect(refusedWith(await verdictOn(story.host, await withGrant(change(story.grant))))).toBe(code);
  });

  test('that has been used is nothing to begin by, whatever came of it', async () => {
    for (const outcome of ['done', 'not-begun', 'gone-back'] as const) {
      const [begun] = ran(story.grant.attemptId, story.grant.generation, story.grant.hostPlanDigest);
      const ledger = await ledgerWith(begun as LedgerFact, {
        kind: 'attempt-ended',
        attemptId: story.grant.attemptId,
        outcome,
        reason: null,
      });
      expect(await verdictOn(story.host, { ledger })).toEqual({ kind: 'idle' });
    }
  });

  test('begins nothing while another attempt is open whose plan the host no longer has', async () => {
    const [begun] = ran('an-earlier-attempt', 1);
    expect(refusedWith(await verdictOn(story.host, { ledger: await ledgerWith(begun as LedgerFact) }))).toBe(
      'superseded',
    );
  });
});

describe('a refusal', () => {
  const toldOf = (verdict: Verdict): boolean | string => (verdict.kind === 'refused' ? verdict.told : verdict.kind);

  test('of a good grant is told by the ledger, which uses the grant up', async () => {
    const other = await withPlan({ header: { environment: 'prod' } });
    expect(toldOf(await verdictOn(story.host, other))).toBe(true);
    expect(toldOf(await verdictOn(story.host, await withPlan({ hostPlan: { steps: [] } })))).toBe(true);
    expect(toldOf(await verdictOn(story.host, { files: { '/inbox/host-plan.json': '{"half' } }))).toBe(true);
    const { attemptId } = story.grant;
    const reason = { code: 'host-stopped', facts: {} } as const;
    const ledger = await ledgerWith({ kind: 'attempt-ended', attemptId, outcome: 'not-begun', reason });
    expect(await verdictOn(story.host, { ledger })).toEqual({ kind: 'idle' });
  });

  test('of what nobody signed, of what is not for this host, and by a host that is not adopted leaves the ledger alone', async () => {
    const forged = signedBy([seededKey(randomFrom(666))], GRANT_TYPE, story.grant);
    expect(toldOf(await verdictOn(story.host, { files: inInbox({ grant: forged }) }))).toBe(false);
    expect(toldOf(await verdictOn(story.host, await withGrant({ hostId: asHostId('host-9') })))).toBe(false);
    expect(toldOf(await verdictOn(story.host, { ledger: [] }))).toBe(false);
  });

  test('for its age alone leaves the grant standing: the next check-in brings it signed anew', async () => {
    const now = story.scene.time.now();
    const old = { issuedAt: addSeconds(now, -300), latestStartAt: addSeconds(now, 300) };
    expect(toldOf(await verdictOn(story.host, await withGrant(old)))).toBe(false);
  });

  test('while an attempt is open ends nothing', async () => {
    const [begun] = ran('an-earlier-attempt', 1);
    expect(toldOf(await verdictOn(story.host, { ledger: await ledgerWith(begun as LedgerFact) }))).toBe(false);
  });
});

describe('a clock', () => {
  const HOUR = 3600;
  test.each<[number, string]>([
    [120, 'began'],
    [-120, 'began'],
    [121, 'clock-skewed'],
    [-121, 'clock-skewed'],
    [HOUR, 'clock-skewed'],
    [-HOUR, 'clock-skewed'],
  ])('%i seconds off the controller: %s', async (seconds, verdict) => {
    // Signed this very moment: only the clock is off.
    const now = story.scene.time.now();
    const ask = await withGrant({ issuedAt: now, latestStartAt: addSeconds(now, 24 * HOUR) });
    story.host.condition.clockOffsetMs = seconds * 1000;
    expect(refusedWith(await verdictOn(story.host, ask))).toBe(verdict);
  });
});

describe('a plan', () => {
  test('for another host is refused, with its own grant and proof', async () => {
    const [, other] = story.scene.hosts;
    const files = other?.files.content;
    const bundle = files?.get('/inbox/host-plan.json');
    if (bundle === undefined) throw new Error('the other host has no plan');
    expect(refusedWith(await verdictOn(story.host, { files: { '/inbox/host-plan.json': bundle } }))).toBe(
      'plan-for-other-host',
    );
    const hostPlan = { hostId: asHostId('host-9') };
    expect(refusedWith(await verdictOn(story.host, await withPlan({ hostPlan })))).toBe('plan-for-other-host');
  });

  test('of an older generation is refused, and another one of the same generation too', async () => {
    const { generation } = story.hostPlan;
    const newer = await ledgerWith(...ran('a-later-attempt', generation + 1));
    expect(refusedWith(await verdictOn(story.host, { ledger: newer }))).toBe('generation-old');
    const forked = await ledgerWith(...ran('a-forked-attempt', generation));
    expect(refusedWith(await verdictOn(story.host, { ledger: forked }))).toBe('generation-old');
    const same = await ledgerWith(...ran('the-attempt-before', generation, story.grant.hostPlanDigest));
    expect(refusedWith(await verdictOn(story.host, { ledger: same }))).toBe('began');
  });

  test.each<[string, Parameters<typeof withPlan>[0], ReasonCode]>([
    ['of another environment', { header: { environment: 'prod' } }, 'grant-mismatch'],
    ['of another patch set', { bounds: { patchSetDigest: OTHER_DIGEST } }, 'proof-mismatch'],
    ['whose bounds leave this host out', { bounds: { hosts: [] } }, 'proof-mismatch'],
    ['whose steps are out of order', { hostPlan: { steps: [] } }, 'check-step-order'],
  ])('%s is refused', async (_what, changes, code) => {
    expect(refusedWith(await verdictOn(story.host, await withPlan(changes)))).toBe(code);
  });

  test('outside of its occurrence, without room in it, or past its bounds is refused', async () => {
    const now = story.scene.time.now();
    const [occurrence] = story.header.bounds.occurrences;
    if (occurrence === undefined) throw new Error('no occurrence');
    const at = async (startsAt: number, cutOffAt: number, endsAt: number) =>
      await withPlan({
        bounds: {
          occurrences: [
            {
              ...occurrence,
              startsAt: addSeconds(now, startsAt),
              cutOffAt: addSeconds(now, cutOffAt),
              endsAt: addSeconds(now, endsAt),
            },
          ],
        },
      });
    expect(refusedWith(await verdictOn(story.host, await at(-10, 3600, 7200)))).toBe('began');
    expect(refusedWith(await verdictOn(story.host, await at(10, 3600, 7200)))).toBe('outside-occurrence');
    expect(refusedWith(await verdictOn(story.host, await at(-3600, 0, 7200)))).toBe('outside-occurrence');
    expect(refusedWith(await verdictOn(story.host, await at(-10, 20, 30)))).toBe('window-too-short');
    expect(refusedWith(await verdictOn(story.host, await withPlan({ bounds: { expiresAt: now } })))).toBe(
      'bounds-expired',
    );
  });

  test.each([
    ['header', HEADER_TYPE],
    ['grant', GRANT_TYPE],
  ] as const)('whose %s is signed by a key that the root does not name is refused', async (what, type) => {
    const stranger = seededKey(randomFrom(666));
    const forged = signedBy([stranger], type, what === 'grant' ? story.grant : story.header);
    const files =
      what === 'grant' ? inInbox({ grant: forged }) : inInbox({ bundle: { ...story.bundle, header: forged } });
    expect(refusedWith(await verdictOn(story.host, { files }))).toBe('signature-missing');
    // Nor under a true key's name.
    const named: Envelope = {
      ...forged,
      signatures: forged.signatures.map((signature) => ({
        ...signature,
        keyid: story.bundle.header.signatures[0]?.keyid ?? signature.keyid,
      })),
    };
    const renamed =
      what === 'grant' ? inInbox({ grant: named }) : inInbox({ bundle: { ...story.bundle, header: named } });
    expect(refusedWith(await verdictOn(story.host, { files: renamed }))).toBe('signature-missing');
  });

  test('is not believed for a document of another kind', async () => {
    const order = JSON.parse(
      Buffer.from(story.host.files.content.get('/inbox/adoption.json') ?? []).toString(),
    ) as Envelope;
    expect(refusedWith(await verdictOn(story.host, { files: inInbox({ grant: order }) }))).toBe('document-malformed');
    const asGrant = { ...story.bundle.header, payloadType: GRANT_TYPE } as const;
    expect(refusedWith(await verdictOn(story.host, { files: inInbox({ grant: asGrant }) }))).toBe('signature-missing');
  });
});

describe('a host', () => {
  test('that is only observed, or has left, begins nothing', async () => {
    expect(refusedWith(await verdictOn(story.host, { ledger: [] }))).toBe('host-observed');
    const left = await ledgerWith({ kind: 'left', order: 2, generation: 0, taken: [] });
    expect(refusedWith(await verdictOn(story.host, { ledger: left }))).toBe('host-observed');
  });

  test('on which the stop file stands begins nothing', async () => {
    story.host.condition.stopFile = true;
    expect(refusedWith(await verdictOn(story.host))).toBe('host-stopped');
  });
});
