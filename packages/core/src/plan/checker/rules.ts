import type { ApprovalRule } from '../../policy/index.ts';
import { reason } from '../../reasons/index.ts';
import type { CheckerNote } from '../types.ts';
import { goingWith } from './carried.ts';
import type { Facts } from './facts.ts';
import { differs, error, errorFor, warning } from './notes.ts';

/** The environment's own rules, as the header repeats them. */
export function* checkRules(facts: Facts): Iterable<CheckerNote> {
  const { environment, plan, input } = facts;
  if (environment === null) {
    yield error('not-found', { what: 'environment', id: input.environment });
    return;
  }
  const { header } = plan;
  if (header.environment !== environment.name) yield differs('environment', header.environment, environment.name);
  if (header.failureBudgetHosts !== environment.failureBudgetHosts) {
    yield differs('failure budget', header.failureBudgetHosts, environment.failureBudgetHosts);
  }
  const found = describeRule(header.approval);
  const expected = describeRule(environment.approval);
  // Removals turn "nobody" into "a person", unproven targets may; nothing ever turns the other way.
  const removes = header.bounds.changes.removals.length > 0;
  const goesBack = input.rollback !== undefined;
  const mayBeRaised =
    (environment.unproven === 'ask' || removes || goesBack) && expected === 'automatic' && found === 'self';
  if (found !== expected && !mayBeRaised) yield differs('approval rule', found, expected);
  if (removes && found === 'automatic') yield differs('approval rule', found, 'self, because packages are removed');
  if (goesBack && found === 'automatic') yield differs('approval rule', found, 'self, because versions go down');
  yield* checkRuleIsRead(facts);
  yield* checkLoneHosts(facts);
}

/** A cluster of one is down while its host is away: only where policy says so, and never unsaid. */
function* checkLoneHosts(facts: Facts): Iterable<CheckerNote> {
  const { clusters, planned, environment } = facts;
  const alone = clusters.filter(({ members }) => members.size === 1);
  if (alone.length === 0) return;
  for (const { hostPlan } of planned) {
    const going = goingWith(facts, { hosts: [hostPlan.hostId] });
    for (const { cluster, members } of alone) {
      if (![...members].some((hostId) => going.has(hostId))) continue;
      const why = reason('cluster-of-one', { cluster: cluster.name, seconds: hostPlan.expectedSeconds });
      yield environment?.clusterOfOne === 'allowed' ? warning(why, hostPlan.hostId) : errorFor(why, hostPlan.hostId);
    }
  }
}

/** Every word of it: a rule that asks fewer teams, or lets a name count for longer, is another one. */
function describeRule(rule: ApprovalRule): string {
  const valid = 'validHours' in rule ? ` for ${rule.validHours} h` : '';
  switch (rule.rule) {
    case 'automatic':
    case 'self':
      return rule.rule;
    case 'team':
      return `${rule.count} of team ${rule.team}${valid}`;
    case 'teams':
      return `${rule.count} of teams ${rule.teams.join(', ')}${valid}`;
    case 'change-request': {
      const outside = rule.outside === undefined ? '' : ` or ${rule.outside}`;
      return `change request of ${rule.count} of teams ${rule.teams.join(', ')}${outside}${valid}`;
    }
    default:
      return rule satisfies never;
  }
}

/** An agent that does not know the rule refuses the header that names it. */
function* checkRuleIsRead({ planned, plan }: Facts): Iterable<CheckerNote> {
  const { approval } = plan.header;
  const { rule } = approval;
  if (rule !== 'teams' && rule !== 'change-request' && !('validHours' in approval)) return;
  for (const { host } of planned) {
    if (host === null || host.capabilities.includes('process/1')) continue;
    yield errorFor(reason('host-lacks-capability', { capability: 'process/1' }), host.hostId);
  }
}
