// How a house words what its people are told: text with placeholders, checked where the policy is, filled in where it is told.

import type { ToldEvent } from './process-types.ts';

/** For one audience, or for all that have none of their own; what it leaves out stays as it is by default. */
export interface NoticeTemplate {
  readonly event: ToldEvent;
  /** As `slipway audience add` named it; left out: every audience. */
  readonly audience?: string;
  readonly subject?: string;
  readonly lines?: readonly string[];
}

/** Of every event: what it is, when it came to be, where, and the two default texts. `{text}` is a whole line, and many. */
export const COMMON_PLACEHOLDERS = ['event', 'told', 'environments', 'subject', 'text'] as const;

/** What an event's content has that is one value; a dot leads into it. Lists are in `{text}`. */
export const PLACEHOLDERS: Readonly<Record<ToldEvent, readonly string[]>> = {
  'newly-affected': ['updatesInAll'],
  'window-announced': [
    ...['plan', 'environment', 'policy', 'hoursBefore', 'hostsInAll'],
    ...['occurrence.startsAt', 'occurrence.cutOffAt', 'occurrence.endsAt'],
    ...['local.zone', 'local.startsAt', 'local.endsAt'],
  ],
  'approval-wanted': ['plan', 'environment', 'policy', 'wanted', 'hostsInAll', 'startsAt'],
  'approval-missing': ['plan', 'environment', 'policy', 'wanted', 'hostsInAll', 'startsAt'],
  'approval-refused': ['plan', 'environment', 'policy', 'by', 'why'],
  'rollout-started': ['rollout', 'plan', 'environment', 'hostsInAll', 'endsAt'],
  'rollout-stopped': ['rollout', 'environment', 'reason', 'hostsInAll', 'done', 'away'],
  'rollout-ended': ['rollout', 'environment', 'state', 'hostsInAll', 'done'],
  'gate-closed': ['rollout', 'environment', 'wave'],
  'word-wanted': ['rollout', 'environment', 'wave', 'settledAt', 'reason', 'hostsWaiting', 'cutOffAt'],
  'host-failed': ['rollout', 'environment', 'hostId', 'hostname', 'owner', 'phase', 'step', 'reason'],
  'step-overdue': ['rollout', 'environment', 'hostId', 'hostname', 'owner', 'step', 'since', 'limitSeconds'],
  'database-broken': ['environment', 'hostsInAll'],
  'host-missed-window': ['environment', 'hostId', 'hostname', 'owner', 'endedAt', 'reason', 'rule'],
  'host-isolated': ['environment', 'hostId', 'hostname', 'owner', 'phase', 'until', 'reason'],
  'install-overdue': ['environment', 'patchSet', 'dueAt', 'hostsInAll'],
  'exception-ends': ['name', 'leavesOut', 'owner', 'why', 'expiresAt', 'hostsInAll'],
  'patch-set-standing': ['patchSet', 'standing', 'environment', 'policy', 'since'],
  'version-quarantined': ['package', 'version', 'by', 'reason'],
  'feed-failed': ['feed', 'reason', 'goodAt'],
  'scan-report': ['environment', 'at', 'hostsInAll', 'silent', 'hostsMissing', 'updatesMissing'],
  'cycle-closed': ['patchSet', 'environment', 'policy', 'hostsInAll', 'done', 'excused'],
};

export type TextPart = { readonly kind: 'text' | 'placeholder'; readonly text: string; readonly at: number };

/** `at`: the character, from 1, of a brace that opens or closes nothing. `{{` and `}}` are braces. */
export type ReadTemplate =
  | { readonly kind: 'read'; readonly parts: readonly TextPart[] }
  | { readonly kind: 'broken'; readonly at: number };

export function readTemplate(template: string): ReadTemplate {
  const parts: TextPart[] = [];
  for (const match of template.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g)) {
    const [text, name] = match;
    const at = match.index + 1;
    if (name !== undefined) parts.push({ kind: 'placeholder', text: name.trim(), at });
    else if (text === '{' || text === '}') return { kind: 'broken', at };
    else parts.push({ kind: 'text', text: text === '{{' || text === '}}' ? text.slice(1) : text, at });
  }
  return { kind: 'read', parts };
}
