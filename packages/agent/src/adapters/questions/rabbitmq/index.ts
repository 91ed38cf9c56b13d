// RabbitMQ, asked by its own rabbitmqctl and rabbitmq-diagnostics as the account `rabbitmq`, whose cookie opens its member.
// Whether a queue needs this member, quorum queues and mirrored classic ones alike, RabbitMQ decides itself
// (check_if_node_is_quorum_critical, check_if_node_is_mirror_sync_critical; 3.8 to 3.x). Seen with 3.10.
// May import: means, ports, core.

import type { RabbitmqQuestion } from '@slipway/core/question';
import type { ClusterAnswer } from '../../../ports/index.ts';
import { type Means, no, unknown, type Variant, yes } from '../means/index.ts';
import { criticalQueues, type Members, members, type Queue, queues } from './look.ts';

export const rabbitmq: Variant<RabbitmqQuestion> = {
  mayGo: async (question, means) => {
    const seen = await members(means);
    const refused = tooFew(question, seen);
    if (refused !== null) return refused;
    for (const check of ['check_if_node_is_quorum_critical', 'check_if_node_is_mirror_sync_critical'] as const) {
      const critical = await criticalQueues(means, check);
      if (critical !== null) return no(`${told(seen)}; ${critical}`);
    }
    return yes(`${told(seen)}; no queue needs this one`);
  },
  isWhole: async (question, means) => {
    const seen = await members(means);
    return tooFew(question, seen) ?? missing(seen) ?? (await syncing(means, seen));
  },
};

const tooFew = ({ othersMin }: RabbitmqQuestion, seen: Members): ClusterAnswer | null => {
  if (!seen.running.includes(seen.own)) return unknown(`${seen.own} does not name itself among the running members`);
  if (seen.partitioned) return no(`${told(seen)}; the members do not agree who is there (network partition)`);
  const others = seen.running.filter((name) => name !== seen.own && !seen.inMaintenance.includes(name));
  return others.length < othersMin ? no(`${told(seen)}; ${othersMin} others must run`) : null;
};

const missing = (seen: Members): ClusterAnswer | null => {
  const away = seen.all.filter((name) => !seen.running.includes(name));
  if (away.length > 0) return no(`${told(seen)}; ${away.join(', ')} does not run`);
  return seen.alarms > 0 ? no(`${told(seen)}; ${seen.alarms} resource alarms keep publishers waiting`) : null;
};

const syncing = async (means: Means, seen: Members): Promise<ClusterAnswer> => {
  const all = await queues(means);
  const behind = all.flatMap((queue) => behindBy(queue) ?? []);
  return behind.length > 0
    ? no(`${told(seen)}; ${behind.length} of ${all.length} queues: ${behind.slice(0, QUEUES_TOLD_MAX).join(', ')}`)
    : yes(`${told(seen)}; ${all.length} queues are in step`);
};

const QUEUES_TOLD_MAX = 5;

const behindBy = ({ name, state, replicas, inStep }: Queue): string | null => {
  if (state !== 'running') return `${name} is ${state}`;
  return replicas !== null && inStep < replicas ? `${name} has ${inStep} of ${replicas} replicas in step` : null;
};

const told = ({ all, running }: Members): string => `${running.length} of ${all.length} members run`;
