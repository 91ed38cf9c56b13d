import type { ClusterQuestion } from './types.ts';

/** In one line, for people and for telling two of them apart: `postgresql: at least 1 other, lag at most 1048576 bytes, …`. */
export const questionText = (question: ClusterQuestion): string => `${question.kind}: ${wanted(question)}`;

const wanted = (question: ClusterQuestion): string => {
  switch (question.kind) {
    case 'postgresql': {
      const { othersMin, lagBytesMax, synchronous, primary } = question;
      const confirmed = synchronous === 'required' ? ', one of them synchronous' : '';
      const role = primary === 'stays' ? '; a primary stays' : '';
      return `at least ${members(othersMin)}, ${lag(lagBytesMax)}${confirmed}${role}`;
    }
    case 'rabbitmq':
      return `at least ${members(question.othersMin)}, no queue that needs this one`;
    case 'haproxy': {
      const { backend, as, upMin, answeringMin } = question;
      const answering = answeringMin === undefined ? 'all load balancers' : `at least ${answeringMin} load balancers`;
      const others = as === 'server' ? 'other servers' : 'servers';
      return `${answering} have at least ${upMin} ${others} of ${backend} up`;
    }
    case 'keepalived':
      return `a peer holds ${question.instance} or may take it over`;
    case 'galera':
      return `at least ${members(question.othersMin)} of the primary component`;
    case 'etcd':
      return `a quorum without this one, at most ${question.lagEntriesMax} entries behind`;
    case 'patroni':
      return `at least ${members(question.othersMin)}, ${lag(question.lagBytesMax)}`;
    default:
      return question satisfies never;
  }
};

const members = (count: number): string => `${count} other member${count === 1 ? '' : 's'}`;
const lag = (bytes: number): string => `lag at most ${bytes} bytes`;
