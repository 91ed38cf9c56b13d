// House texts of notices: a placeholder that nothing fills in would only be seen by whoever gets the message.

import { COMMON_PLACEHOLDERS, type NoticeTemplate, PLACEHOLDERS, readTemplate } from '../notice-templates.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import { atMost, nameProblems, type Problems } from './common.ts';

const TEMPLATES_MAX = 200;
/** Longer than anybody reads; a mail's subject ends at 200 characters once it is filled in. */
const LINES_MAX = 50;
const TEXT_LENGTH_MAX = 500;

export const noticeTemplatesProblems = (templates: readonly NoticeTemplate[] = []): Problems => [
  ...atMost(templates, TEMPLATES_MAX, ['templates']),
  ...templates.flatMap((one, at) => [
    ...templateProblems(one, ['templates', at]),
    ...doubled(templates, one, ['templates', at]),
  ]),
];

function templateProblems(template: NoticeTemplate, path: PolicyPath): Problems {
  const { event, audience, subject, lines } = template;
  return [
    ...(audience === undefined ? NONE : nameProblems(audience, [...path, 'audience'])),
    ...(subject === undefined && lines === undefined
      ? problem(path, 'words nothing', 'a `subject`, `lines`, or both')
      : NONE),
    ...(subject === undefined ? NONE : textProblems(subject, event, [...path, 'subject'])),
    ...(lines === undefined ? NONE : atMost(lines, LINES_MAX, [...path, 'lines'])),
    ...(lines ?? []).flatMap((line, at) => textProblems(line, event, [...path, 'lines', at])),
  ];
}

function textProblems(text: string, event: NoticeTemplate['event'], path: PolicyPath): Problems {
  if (text.length > TEXT_LENGTH_MAX)
    return problem(path, `is longer than ${TEXT_LENGTH_MAX} characters`, 'a shorter one');
  if (/\p{Cc}/u.test(text)) return problem(path, 'holds a line break or another control character', 'a line each');
  const read = readTemplate(text);
  if (read.kind === 'broken') {
    return problem(path, 'a brace that opens or closes no placeholder', '{{ or }} for a brace itself', read.at);
  }
  const known: readonly string[] = [...PLACEHOLDERS[event], ...COMMON_PLACEHOLDERS];
  return read.parts.flatMap(({ kind, text: name, at }) => {
    if (kind === 'text') return NONE;
    if (!known.includes(name)) {
      return problem(path, `"${name}" is no placeholder of ${event}`, `one of ${known.join(', ')}`, at);
    }
    return name === 'text' && !(path.includes('lines') && read.parts.length === 1)
      ? problem(path, '{text} is many lines', 'it alone, as a line of `lines`', at)
      : NONE;
  });
}

const doubled = (all: readonly NoticeTemplate[], one: NoticeTemplate, path: PolicyPath): Problems => {
  const first = all.findIndex(({ event, audience }) => event === one.event && audience === one.audience);
  return all[first] === one
    ? NONE
    : problem(
        path,
        `${one.event} is worded for ${one.audience ?? 'every audience'} twice`,
        `templates[${first}] alone`,
      );
};
