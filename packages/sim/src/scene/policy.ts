// The policy of a scene: one environment, everything that can be asked of a host asked of it, nothing waited for.

import { type EnvironmentPolicy, type HookRule, type Policy, starterPolicy } from '@slipway/core/policy';
import { CHECK_HOOK } from '../host/index.ts';

/** Every step that may call a hook and is built. */
const allHooks: readonly HookRule[] = (['ask-cluster', 'drain', 'settle', 'undrain', 'confirm'] as const).map(
  (step) => ({ hosts: 'environment = dev', step, hook: step, parameters: {}, timeoutSeconds: 300 }),
);

export const scenePolicy = (changed: Partial<EnvironmentPolicy> = {}): Policy => {
  const starter = starterPolicy();
  return {
    ...starter,
    environments: starter.environments
      .filter(({ name }) => name === 'dev')
      .map((environment) => ({
        ...environment,
        approval: { rule: 'self' as const },
        waves: { canaryHosts: 0, percentMax: 100 },
        ...changed,
      })),
    hooks: allHooks,
    checks: [
      { hosts: 'environment = dev', check: { kind: 'unit-active', unit: 'nginx.service' }, timeoutSeconds: 10 },
      { hosts: 'environment = dev', check: { kind: 'hook', hook: CHECK_HOOK, parameters: {} }, timeoutSeconds: 10 },
    ],
  };
};
