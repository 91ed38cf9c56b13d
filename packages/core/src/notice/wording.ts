// A notice in the words of the house. Filled in once: what a host says of itself is a value, and never a placeholder.

import { type NoticeTemplate, readTemplate } from '../policy/index.ts';
import { explain, type Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import { shortDigest, shownInstant } from './template.ts';
import type { NoticeText, NoticeWording, Told } from './told.ts';

/** That for this audience before that for all of them; `null`: the default text stands. */
export function wordingFor(
  templates: readonly NoticeTemplate[],
  { kind, audience }: { readonly kind: string; readonly audience: string },
): NoticeWording | null {
  const its = templates.filter((one) => one.event === kind);
  const found = its.find((one) => one.audience === audience) ?? its.find((one) => one.audience === undefined);
  if (found === undefined) return null;
  const { subject, lines } = found;
  return { ...(subject === undefined ? {} : { subject }), ...(lines === undefined ? {} : { lines }) };
}

export function inWords(told: Told, wording: NoticeWording, byDefault: NoticeText): NoticeText {
  const { subject, lines } = wording;
  const filled = (text: string): string => filledIn(text, told, byDefault);
  return {
    subject: subject === undefined ? byDefault.subject : filled(subject),
    lines:
      lines === undefined
        ? byDefault.lines
        : lines.flatMap((line) => (/^\{ *text *\}$/.test(line) ? byDefault.lines : [filled(line)])),
  };
}

function filledIn(text: string, told: Told, byDefault: NoticeText): string {
  const read = readTemplate(text);
  // A policy with one does not hold; a text of an earlier version says something, and a message is never lost for it.
  if (read.kind === 'broken') return text;
  return read.parts
    .map((part) => (part.kind === 'text' ? part.text : placeholderValue(part.text, told, byDefault)))
    .join('');
}

function placeholderValue(
  name: string,
  { kind, at, environments = [], content }: Told,
  { subject, lines }: NoticeText,
): string {
  switch (name) {
    case 'event':
      return kind;
    case 'told':
      return shownInstant(at);
    case 'environments':
      return environments.join(', ') || NONE;
    case 'subject':
      return subject;
    case 'text':
      return lines.join(' ');
    default:
      return shown(name.split('.').reduce(within, content));
  }
}

const NONE = 'none';

const within = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function shown(value: unknown): string {
  if (value === null || value === undefined) return NONE;
  if (typeof value === 'string') {
    if (INSTANT.test(value)) return shownInstant(value as Instant);
    return /^sha256:[0-9a-f]{64}$/.test(value) ? shortDigest(value) : value;
  }
  if (typeof value === 'object') return 'code' in value ? explain(value as Reason) : JSON.stringify(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : NONE;
}
