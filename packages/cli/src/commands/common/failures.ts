// What failed on hosts, why as far as that is known, and what to do: the same on every page that shows a failure.

import type { FailureAnswer, FoundLineAnswer } from '@slipway/protocol/api';
import { instantText, type Line, linesText, reasonText } from '../../output/index.ts';
import type { Style } from '../../terminal/index.ts';

export interface FailuresStyle {
  readonly width: number | null;
  readonly style: Style;
  /** Before each failure; empty on a page of that one host. */
  readonly nameOf: (hostId: string) => string;
}

/** Empty where nothing failed. */
export const failuresText = (failures: readonly FailureAnswer[], options: FailuresStyle): string =>
  failures.map((failure) => `\n${failureText(failure, options)}`).join('');

const failureText = (failure: FailureAnswer, { width, style, nameOf }: FailuresStyle): string => {
  const { hostId, step, endedAt, reason } = failure;
  const name = nameOf(hostId);
  const where = name === '' ? `Step ${step}` : `${name}: step ${step}`;
  const head = `${style.bad(`${where} failed`)}${endedAt === null ? '' : ` ${instantText(endedAt)}`}`;
  const lines: readonly Line[] = [
    ...(reason === null ? [] : [['  said', reasonText(reason)] as const]),
    ...failure.causes.flatMap((cause): readonly Line[] => [
      ['  cause', `${cause.what} [${cause.code}]`],
      ...(cause.evidence.length === 0 ? [] : [['  seen', cause.evidence.map(lineText).join('\n')] as const]),
      ['  do', cause.next],
    ]),
    ...(failure.causes.length > 0 ? [] : unknownLines(failure)),
    ...silentLines(failure),
  ];
  return `${head}\n${linesText(lines, width)}`;
};

const unknownLines = ({ lastLines }: FailureAnswer): readonly Line[] => [
  ['  cause', 'none that is known'],
  ...(lastLines.length === 0 ? [] : [['  last lines', lastLines.map(lineText).join('\n')] as const]),
];

/** `journal 20:48:20 nginx: unknown directive …`; the day stands above. */
const lineText = ({ log, text, at, by }: FoundLineAnswer): string =>
  [
    log,
    ...(at === undefined ? [] : [instantText(at).slice(11, 19)]),
    ...(by === undefined ? [] : [`${by}:`]),
    text.trim(),
  ].join(' ');

/** Of logs that could not say anything: nobody should take that for a host on which nothing was written. */
const silentLines = ({ logs }: FailureAnswer): readonly Line[] => {
  const unreadable = logs.filter(({ found }) => found === 'unreadable');
  const kept = logs.some(({ found }) => found === 'kept');
  if (logs.length === 0) return [['  logs', "the host's logs were not collected"]];
  return [
    ...unreadable.map(
      ({ log, detail }): Line => ['  logs', `${log} could not be read: ${detail ?? 'no reason given'}`],
    ),
    ...(kept ? [['  logs', 'root of the host keeps its logs there (failureLogs in agent.json)'] as const] : []),
  ];
};
