// The addresses of a checklist, asked outside of any look at the store: they may take their time.

import type { PlanChecklist, ProbeAnswer } from '@slipway/core/checklist';
import { judgeHttp } from '@slipway/core/gates';
import type { ChecklistItem } from '@slipway/core/policy';
import { type Reason, reason } from '@slipway/core/reasons';
import type { App } from '../context.ts';

export const askAddresses = async (app: App, { items }: PlanChecklist): Promise<ReadonlyMap<string, ProbeAnswer>> => {
  const asked = items.filter((item) => item.kind === 'http');
  const answers = await Promise.all(asked.map(async (item) => [item.name, await ask(app, item)] as const));
  return new Map(answers);
};

const ask = async (app: App, item: Extract<ChecklistItem, { readonly kind: 'http' }>): Promise<ProbeAnswer> => {
  const { clock, probes } = app.ports;
  // Of before it was asked: what comes back may have been so since then.
  const at = clock.now();
  const answer = await probes.http(item);
  return { at, reason: answer.ok ? whyNot(item, answer.value) : answer.reason };
};

const whyNot = (
  item: Extract<ChecklistItem, { readonly kind: 'http' }>,
  answer: { readonly status: number; readonly body: string },
): Reason | null => {
  const { state, found } = judgeHttp(item, answer);
  return state === 'open' ? null : reason('probe-failed', { address: item.url, detail: found });
};
