// The built-in questions to clusters: selectors, and bounds of what must be so.

import type { ClusterQuestion } from '../../question/index.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { QuestionRule } from '../types.ts';
import { atMost, notWhole, type Problems, selectorProblems } from './common.ts';
import { RULES_MAX } from './limits.ts';

/** A day: a cluster that takes longer to be whole is not part of a night's work. */
const SETTLE_SECONDS_MAX = 86_400;
/** Nobody runs one such cluster over more members. */
const MEMBERS_MAX = 1000;
/** A terabyte of log: whoever accepts more may leave the question out. */
const LAG_BYTES_MAX = 2 ** 40;
const LAG_ENTRIES_MAX = 1_000_000;
/** A backend of haproxy or an instance of keepalived: goes into a command of a runtime socket, and so has no blank in it. */
const SECTION_NAME = /^[A-Za-z0-9_.:-]{1,64}$/;

/** Several rules may ask one host of several clusters; the same kind twice may be meant, of two backends. */
export const questionsProblems = (questions: readonly QuestionRule[] = []): Problems => [
  ...atMost(questions, RULES_MAX, ['questions']),
  ...questions.flatMap((one, at) => questionProblems(one, ['questions', at])),
];

const questionProblems = ({ hosts, ask, settleSeconds }: QuestionRule, path: PolicyPath): Problems => [
  ...selectorProblems(hosts, [...path, 'hosts']),
  ...askProblems(ask, [...path, 'ask']),
  ...(settleSeconds === undefined ? NONE : notWhole(settleSeconds, 1, SETTLE_SECONDS_MAX, [...path, 'settleSeconds'])),
];

function askProblems(ask: ClusterQuestion, path: PolicyPath): Problems {
  switch (ask.kind) {
    case 'postgresql':
    case 'patroni':
      return [
        ...notWhole(ask.othersMin, 1, MEMBERS_MAX, [...path, 'othersMin']),
        ...notWhole(ask.lagBytesMax, 0, LAG_BYTES_MAX, [...path, 'lagBytesMax']),
      ];
    case 'rabbitmq':
    case 'galera':
      return notWhole(ask.othersMin, 1, MEMBERS_MAX, [...path, 'othersMin']);
    case 'haproxy':
      return [
        ...sectionProblems(ask.backend, [...path, 'backend']),
        ...notWhole(ask.upMin, 1, MEMBERS_MAX, [...path, 'upMin']),
        ...(ask.answeringMin === undefined
          ? NONE
          : notWhole(ask.answeringMin, 1, MEMBERS_MAX, [...path, 'answeringMin'])),
      ];
    case 'keepalived':
      return sectionProblems(ask.instance, [...path, 'instance']);
    case 'etcd':
      return notWhole(ask.lagEntriesMax, 0, LAG_ENTRIES_MAX, [...path, 'lagEntriesMax']);
    default:
      return ask satisfies never;
  }
}

const sectionProblems = (name: string, path: PolicyPath): Problems =>
  SECTION_NAME.test(name)
    ? NONE
    : problem(
        path,
        `"${name}" is not 1 to 64 characters of A-Z, a-z, 0-9, "_", ".", ":" and "-"`,
        'its name in the file',
      );
