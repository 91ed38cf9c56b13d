import { demoProd, digestOfText, sha256 } from '@slipway/testkit/builders';
import { planningInputs } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleEnvelope, type Envelope } from '../document/index.ts';
import { asHostId } from '../ids/index.ts';
import { bundleFor, type HostPlan, type HostPlanBundle, makePlan, openHostPlan, type PlanHeader } from './index.ts';

const envelopeOf = (header: PlanHeader): Envelope =>
  assembleEnvelope({
    payloadType: 'application/vnd.slipway.plan-header+json;version=1',
    document: header,
    signatures: [],
  });

const { plan } = makePlan(demoProd(), sha256);
const hostPlan = plan?.hostPlans[2];
if (plan === null || hostPlan === undefined) throw new Error('the demo plans four hosts');
const { header } = plan;
const bundle = bundleFor({ header, envelope: envelopeOf(header), hostPlan, sha256 });

const open = (given: Partial<HostPlanBundle>, otherHeader: PlanHeader = header, hostId = hostPlan.hostId): string => {
  const opened = openHostPlan({ bundle: { ...bundle, ...given }, header: otherHeader, hostId, sha256 });
  return opened.ok ? 'opened' : opened.reason.code;
};

describe('a bundle', () => {
  it('of every host of any plan opens to its host plan, for that host alone', () => {
    fc.assert(
      fc.property(planningInputs, (input) => {
        const made = makePlan(input, sha256).plan;
        for (const one of made?.hostPlans ?? []) {
          if (made === null) return;
          const envelope = envelopeOf(made.header);
          const given = bundleFor({ header: made.header, envelope, hostPlan: one, sha256 });
          const opened = openHostPlan({ bundle: given, header: made.header, hostId: one.hostId, sha256 });
          expect(opened).toEqual({ ok: true, value: one });
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each<[string, () => string, string]>([
    ['is another host', () => open({}, header, asHostId('app1')), 'plan-for-other-host'],
    [
      'has one character more in its plan',
      () => open({ hostPlan: { ...hostPlan, hostname: 'lb1 ' } }),
      'proof-mismatch',
    ],
    [
      'has a plan without canonical form',
      () => open({ hostPlan: { ...hostPlan, expectedSeconds: 0.5 } }),
      'proof-mismatch',
    ],
    ['has another leaf', () => open({ proof: { ...bundle.proof, leafIndex: 0 } }), 'proof-mismatch'],
    ['has a tree of another size', () => open({ proof: { ...bundle.proof, leafCount: 8 } }), 'proof-mismatch'],
    [
      'has a shorter proof',
      () => open({ proof: { ...bundle.proof, path: bundle.proof.path.slice(1) } }),
      'proof-mismatch',
    ],
    ['has another root', () => open({}, { ...header, hostPlansRoot: digestOfText('root') }), 'proof-mismatch'],
    [
      'is not in the bounds',
      () => open({}, { ...header, bounds: { ...header.bounds, hosts: [asHostId('app1')] } }),
      'proof-mismatch',
    ],
    [
      'is for another patch set',
      () => open({}, { ...header, bounds: { ...header.bounds, patchSetDigest: digestOfText('other') } }),
      'proof-mismatch',
    ],
    [
      'stands in the place of another host',
      () => open({}, { ...header, hostPlans: header.hostPlans.toReversed() }),
      'proof-mismatch',
    ],
  ])('is refused where the host %s', (_what, answer, code) => {
    expect(answer()).toBe(code);
  });

  it("of a host plan from elsewhere is the caller's bug", () => {
    const stranger: HostPlan = { ...hostPlan, hostId: asHostId('stranger') };
    expect(() => bundleFor({ header, envelope: bundle.header, hostPlan: stranger, sha256 })).toThrow(RangeError);
  });
});
