// What can be wrong with one host plan.

import { inHostPlan, type Mutation, OTHER } from './mutation.ts';

const TRANSACTION: Readonly<Record<string, Mutation>> = {
  'version raised': {
    caughtAs: 'check-outside-patch-set',
    apply: inHostPlan(({ transaction }) => ({
      transaction: transaction.map((one) => (one.to === null ? one : { ...one, to: `${one.to}.1` })),
    })),
  },
  'version that falls': {
    caughtAs: 'check-version-falls',
    apply: inHostPlan(({ transaction }) => {
      const isUpgrade = transaction.some(({ kind }) => kind === 'upgrade');
      return isUpgrade ? { transaction: transaction.map((one) => ({ ...one, from: one.to, to: one.from })) } : null;
    }),
  },
  'file exchanged': {
    caughtAs: 'check-outside-patch-set',
    apply: inHostPlan(({ transaction }) => ({
      transaction: transaction.map((one) => ({ ...one, file: { sha256: OTHER, sizeBytes: 1 } })),
    })),
  },
  'change dropped': {
    caughtAs: 'check-transaction-differs',
    apply: inHostPlan(({ transaction }) => ({ transaction: transaction.slice(1) })),
  },
  'change added': {
    caughtAs: 'check-transaction-differs',
    apply: inHostPlan(({ transaction: [first, ...rest] }) =>
      first === undefined ? null : { transaction: [first, ...rest, { ...first, name: 'openssh-server' }] },
    ),
  },
  'removal added': {
    caughtAs: 'check-removal-unnamed',
    apply: inHostPlan(({ transaction: [first, ...rest] }) =>
      first === undefined
        ? null
        : { transaction: [first, ...rest, { ...first, kind: 'remove', name: 'sudo', to: null, file: null }] },
    ),
  },
  'mark changed': {
    caughtAs: 'check-transaction-differs',
    apply: inHostPlan(({ transaction }) => ({
      transaction: transaction.map((one) => ({ ...one, automatic: !one.automatic })),
    })),
  },
  'another package database': {
    caughtAs: 'check-transaction-differs',
    apply: inHostPlan(() => ({ fingerprint: OTHER })),
  },
  'another package index': {
    caughtAs: 'check-digest-mismatch',
    apply: inHostPlan(({ index }) => ({ index: { ...index, digest: OTHER } })),
  },
  'conffile added': {
    caughtAs: 'check-differs-from-policy',
    apply: inHostPlan(({ conffiles }) => ({
      conffiles: [...conffiles, { package: 'sudo', path: '/etc/sudoers', decision: 'replace' }],
    })),
  },
};

const STEPS: Readonly<Record<string, Mutation>> = {
  'steps exchanged': {
    caughtAs: 'check-step-order',
    apply: inHostPlan(({ steps }) => ({ steps: steps.toReversed() })),
  },
  'step dropped': {
    caughtAs: 'check-step-order',
    apply: inHostPlan(({ steps }) => ({ steps: steps.filter(({ kind }) => kind !== 'verify') })),
  },
  'step twice': {
    caughtAs: 'check-step-order',
    apply: inHostPlan(({ steps: [first, ...rest] }) =>
      first === undefined ? null : { steps: [first, first, ...rest] },
    ),
  },
  'hook that policy does not name': {
    caughtAs: 'check-differs-from-policy',
    apply: inHostPlan(({ steps }) => ({
      steps: steps.map((step) =>
        step.kind === 'confirm' ? { ...step, run: { how: 'hook', call: { hook: 'evil', parameters: {} } } } : step,
      ),
    })),
  },
  'apply skipped': {
    caughtAs: 'check-differs-from-policy',
    apply: inHostPlan(({ steps }) => ({
      steps: steps.map((step) =>
        step.kind === 'apply'
          ? { ...step, run: { how: 'skip', reason: { code: 'step-not-needed', facts: {} } } }
          : step,
      ),
    })),
  },
  'other reboot rule': {
    caughtAs: 'check-differs-from-policy',
    apply: inHostPlan(({ reboot }) => ({ reboot: reboot === 'always' ? 'if-needed' : 'always' })),
  },
  'check added': {
    caughtAs: 'check-differs-from-policy',
    apply: inHostPlan(({ checks }) => ({
      checks: [...checks, { check: { kind: 'hook', hook: 'evil', parameters: {} }, timeoutSeconds: 1 }],
    })),
  },
  'generation lowered': {
    caughtAs: 'check-generation',
    apply: inHostPlan(({ generation }) => ({ generation: generation - 1 })),
  },
  'longer than any window': {
    caughtAs: 'window-too-short',
    apply: inHostPlan(() => ({ expectedSeconds: 100 * 86_400 })),
  },
  'other group': { caughtAs: 'check-differs-from-policy', apply: inHostPlan(() => ({ group: '99' })) },
  'out of its clusters': {
    caughtAs: 'check-differs-from-policy',
    apply: inHostPlan(({ clusters }) => (clusters.length === 0 ? null : { clusters: [] })),
  },
};

const WAY_BACK: Readonly<Record<string, Mutation>> = {
  'way back to another version': {
    caughtAs: 'check-way-back',
    apply: inHostPlan(({ wayBack }) =>
      wayBack.kind !== 'packages'
        ? null
        : { wayBack: { ...wayBack, previous: wayBack.previous.map((one) => ({ ...one, version: '0.1' })) } },
    ),
  },
  'way back with another file': {
    caughtAs: 'check-way-back',
    apply: inHostPlan(({ wayBack }) =>
      wayBack.kind !== 'packages'
        ? null
        : {
            wayBack: {
              ...wayBack,
              previous: wayBack.previous.map((one) => ({ ...one, file: { sha256: OTHER, sizeBytes: 1 } })),
            },
          },
    ),
  },
  'way back of fewer packages': {
    caughtAs: 'check-way-back',
    apply: inHostPlan(({ wayBack }) =>
      wayBack.kind !== 'packages' ? null : { wayBack: { ...wayBack, previous: wayBack.previous.slice(1) } },
    ),
  },
  'way back given up': {
    caughtAs: 'check-way-back',
    apply: inHostPlan(({ wayBack }) =>
      wayBack.kind === 'none' ? null : { wayBack: { kind: 'none', reason: { code: 'no-way-back', facts: {} } } },
    ),
  },
};

export const MUTATIONS_OF_HOST_PLANS: Readonly<Record<string, Mutation>> = { ...TRANSACTION, ...STEPS, ...WAY_BACK };
