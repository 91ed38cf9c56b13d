import { type CausesAnswer, endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { countText, type Line, linesText } from '../output/index.ts';
import { present } from './common/index.ts';

export const causeList: Action = async (invocation) => {
  const { context, options } = invocation;
  const api = await context.api();
  const answer = await api.call(endpoints.diagnosis.causes, {});
  const shown = options.is('own') ? { ...answer, items: answer.items.filter(({ file }) => file !== null) } : answer;
  present(invocation, shown, () => pageOf(shown, invocation));
  return 0;
};

const pageOf = ({ items, refused }: CausesAnswer, { context }: Invocation): string => {
  const { width, style } = context.terminal;
  const rows = items.map((item) => `${style.bold(item.code)}${originText(item)}\n${linesText(linesOf(item), width)}`);
  const faults = refused.flatMap(({ file, problems }) =>
    problems.map(({ line, detail }) => style.bad(`diagnosis.d/${file}:${line}: ${detail}\n`)),
  );
  const nothing = refused.length === 0 ? '' : `Of ${countText(refused.length, 'file')} no row counts:\n`;
  return `${rows.join('\n')}${rows.length === 0 ? 'No row of your own is read.\n' : ''}${nothing === '' ? '' : `\n${nothing}`}${faults.join('')}`;
};

type Item = CausesAnswer['items'][number];

const originText = ({ file, family }: Item): string => {
  const parts = [...(family === 'any' ? [] : [family]), ...(file === null ? [] : [file])];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
};

const linesOf = ({ what, next, signs, reasons }: Item): readonly Line[] => [
  ['  cause', what],
  ['  do', next],
  ...signs.map(({ logs, pattern }): Line => ['  sign', `${logs.join(', ')}: ${pattern}`]),
  ...(reasons.length === 0 ? [] : [['  said as', reasons.join(', ')] as const]),
];
