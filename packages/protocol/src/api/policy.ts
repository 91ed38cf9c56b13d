// The policy: one document, replaced as a whole.

import { PolicySchema } from '../schema/index.ts';
import { Count, open } from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

export const StoredPolicySchema = open({ revision: Count, policy: PolicySchema });
export type StoredPolicy = Plain<typeof StoredPolicySchema>;

const subject = 'policy';

export const policy = {
  show: endpoint({
    name: 'showPolicy',
    subject,
    method: 'GET',
    path: '/api/v1/policy',
    summary: 'The policy that holds; its revision is the ETag',
    role: 'viewer',
    answer: StoredPolicySchema,
  }),
  replace: endpoint({
    name: 'replacePolicy',
    subject,
    method: 'PUT',
    path: '/api/v1/policy',
    summary: 'Replaces the policy, if the named revision is still the newest',
    role: 'administrator',
    body: PolicySchema,
    answer: StoredPolicySchema,
    headers: { 'if-match': 'the revision that the change was made from, as `"3"`' },
  }),
} as const;
