// A host plan with every field that came after version 1, each kind of check and question with all that it may say: for agents
// whose capabilities name them.

import { digestOf, type Envelope, merkleRoot } from '@slipway/core/document';
import { bundleFor, type HostPlan, type HostPlanBundle, type PlanHeader, type PlannedCheck } from '@slipway/core/plan';
import { addMs } from '@slipway/core/time';
import { sha256, THE_MORNING } from '../../builders/index.ts';
import { sealed } from '../../signer/index.ts';
import type { Whole } from '../whole.ts';
import { EVERY_CHECK, EVERY_QUESTION } from './checks-and-questions.ts';
import { hostPlanOf, PLAN } from './plan.ts';
import { ALL } from './trust.ts';

type Later = 'questions' | 'preflight' | 'verification' | 'rebootWarning' | 'repositories';

const LATER: Required<Pick<HostPlan, Later>> = {
  questions: { asked: EVERY_QUESTION, askSeconds: 60, settleSeconds: 900 },
  preflight: { repair: 'bounded', users: 'refuse', guests: 'refuse', battery: 'refuse' } satisfies Whole<
    HostPlan['preflight']
  >,
  verification: { files: 'changed' } satisfies Whole<HostPlan['verification']>,
  repositories: {
    rules: { key: 'required', freshHours: 48, keyDays: 14 },
    known: [
      {
        ...{ address: 'https://deb.invalid/debian/', suite: 'bookworm', components: ['main'], checks: ['metadata'] },
        ...{ keys: ['A'.repeat(40)], signers: ['a'.repeat(16)], keyExpiresAt: addMs(THE_MORNING, 300 * 86_400_000) },
      },
    ],
  } satisfies Whole<HostPlan['repositories']>,
  rebootWarning: { minutes: 10, text: 'security updates', postponeMinutes: 120 } satisfies Whole<
    HostPlan['rebootWarning']
  >,
};

const CHECKS: readonly PlannedCheck[] = EVERY_CHECK.map((check) => ({ check, timeoutSeconds: 30 }));

/** Of two kernels side by side the way back takes away the one that came. */
const withBeside = ({ wayBack }: HostPlan): HostPlan['wayBack'] =>
  wayBack.kind !== 'packages'
    ? wayBack
    : {
        ...wayBack,
        previous: [
          ...wayBack.previous,
          { name: 'kernel-core', architecture: 'x86_64', version: null, file: null, beside: '5.14.0-503.40.1.el9_5' },
        ],
      };

export const wholeBundle = (hostId: string): { readonly bundle: HostPlanBundle; readonly header: Envelope } => {
  const plain = hostPlanOf(hostId);
  const hostPlan: HostPlan = { ...plain, ...LATER, checks: CHECKS, wayBack: withBeside(plain) };
  const hostPlans = PLAN.header.hostPlans.map((one) =>
    one.hostId === hostId ? { ...one, digest: digestOf(hostPlan, sha256) } : one,
  );
  const digests = hostPlans.map(({ digest }) => digest);
  const header: PlanHeader = { ...PLAN.header, hostPlans, hostPlansRoot: merkleRoot(digests, sha256) };
  const envelope = sealed('application/vnd.slipway.plan-header+json;version=1', header, ALL);
  return { bundle: bundleFor({ header, envelope, hostPlan, sha256 }), header: envelope };
};
