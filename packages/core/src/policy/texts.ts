// Rules in one line, for people and for telling two of them apart: all that a rule does, but not to whom.

import { checkAsked } from '../check/index.ts';
import { questionText } from '../question/index.ts';
import type { Exception, GateCondition } from './process-types.ts';
import type { CheckRule, HookRule, QuestionRule } from './types.ts';

/** `drain: haproxy-drain --backend app (120 s)` */
export const hookText = ({ step, hook, parameters, timeoutSeconds }: HookRule): string =>
  `${step}: ${callText(hook, parameters)} (${timeoutSeconds} s)`;

/** `nginx.service is active (30 s)`, `db-check --depth 2 says yes (30 s)` */
export const checkText = ({ check, timeoutSeconds }: CheckRule): string => `${checkAsked(check)} (${timeoutSeconds} s)`;

/** `rabbitmq: at least 1 other member, no queue that needs this one (whole again within 900 s)` */
export const questionRuleText = ({ ask, settleSeconds }: QuestionRule): string => {
  const whole = settleSeconds === undefined ? '' : ` (whole again within ${settleSeconds} s)`;
  return `${questionText(ask)}${whole}`;
};

/** `errors: below 0.5: sum(rate(errors[5m]))`, `quiet: no alert fires with severity=critical` */
export const conditionText = (condition: GateCondition): string => `${condition.name}: ${askedText(condition)}`;

const askedText = (condition: GateCondition): string => {
  switch (condition.kind) {
    case 'prometheus-query':
      return `${condition.must.be} ${condition.must.value}: ${condition.query}`;
    case 'prometheus-alerts': {
      const labels = Object.entries(condition.labels).map(([name, value]) => `${name}=${value}`);
      return `no alert fires${labels.length === 0 ? '' : ` with ${labels.join(' and ')}`}`;
    }
    case 'health':
      return 'the checks of the hosts of the wave still hold';
    case 'plug-in': {
      const on = condition.hosts === undefined ? 'the hosts of the wave' : `\`${condition.hosts}\``;
      return `${callText(condition.plugIn, condition.parameters)} no worse than ${condition.worst} on ${on}`;
    }
    case 'http': {
      const contains = condition.contains === undefined ? '' : ` and contains "${condition.contains}"`;
      return `${condition.url} answers ${condition.status}${contains}`;
    }
    case 'webhook':
      return `${condition.url} says open`;
    default:
      return condition satisfies never;
  }
};

const callText = (hook: string, parameters: Readonly<Record<string, string>>): string =>
  [hook, ...Object.entries(parameters).map(([name, value]) => `--${name} ${value}`)].join(' ');

/** `old-tls: without openssl until 2026-12-24T00:00:00.000Z` */
export const exceptionText = ({ name, leavesOut, expiresAt }: Exception): string =>
  `${name}: without ${'package' in leavesOut ? leavesOut.package : leavesOut.advisory} until ${expiresAt}`;
