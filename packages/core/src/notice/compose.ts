// An event as text for people: one subject line and the lines of a message, clean of what no line of text holds.

import { TEMPLATES } from './table.ts';
import { counted, shownInstant, type Template } from './template.ts';
import type { NoticeText, Told } from './told.ts';
import { inWords } from './wording.ts';

/** `asked`: the contact wants one message for so many minutes. `flood`: there was too much for a message each. */
export type DigestWhy = 'asked' | 'flood';

/** Longer than any true one; a mail's header line must end somewhere. */
const SUBJECT_LENGTH_MAX = 200;
/** A plug-in's words may be in it. */
const LINE_LENGTH_MAX = 1000;
/** Of each notice of a digest: the rest is in the notices themselves. */
const DIGEST_LINES_MAX = 3;

export function composeNotice(told: Told): NoticeText {
  const byDefault = textOf(told);
  const { subject, lines } = told.wording === undefined ? byDefault : inWords(told, told.wording, byDefault);
  return { subject: clean(subject, SUBJECT_LENGTH_MAX), lines: lines.map((line) => clean(line, LINE_LENGTH_MAX)) };
}

/** The oldest first; each with its time and its first lines. */
export function composeDigest(notices: readonly Told[], why: DigestWhy): NoticeText {
  const reason =
    why === 'asked'
      ? 'They are told together, as policy asks.'
      : 'That were too many for a message each: they are told together, and none is left out.';
  const kinds = [...Map.groupBy(notices, ({ kind }) => kind)].map(([kind, its]) => `${its.length} ${kind}`);
  return {
    subject: clean(`${counted(notices.length, 'notice')}: ${kinds.join(', ')}`, SUBJECT_LENGTH_MAX),
    lines: [
      `${counted(notices.length, 'notice')}. ${reason}`,
      ...notices.flatMap((one) => {
        const { subject, lines } = composeNotice(one);
        return [
          '',
          `${shownInstant(one.at)}  ${subject}`,
          ...lines.slice(0, DIGEST_LINES_MAX).map((line) => `  ${line}`),
        ];
      }),
    ],
  };
}

/**
 * A kind without template is shown as it stands, never hidden; and so is content of which another version's template knows
 * nothing, since a message that cannot be made would keep all behind it from being sent.
 */
function textOf({ kind, content }: Told): NoticeText {
  const template: Template<never> | undefined = Object.hasOwn(TEMPLATES, kind)
    ? TEMPLATES[kind as keyof typeof TEMPLATES]
    : undefined;
  const asItStands = { subject: kind, lines: [JSON.stringify(content)] };
  if (template === undefined) return asItStands;
  try {
    return { subject: template.subject(content as never), lines: template.lines(content as never) };
  } catch {
    return asItStands;
  }
}

/** What hosts say gets into notices: nothing of it ends a line, steers a terminal or turns the direction of writing. */
function clean(text: string, lengthMax: number): string {
  const one = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  return one.length <= lengthMax ? one : `${one.slice(0, lengthMax - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
