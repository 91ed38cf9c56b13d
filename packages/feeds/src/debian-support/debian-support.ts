// security-support-ended.deb12:  source  last-supported-version  date  why
// security-support-limited:      source  why

import { type Release, releaseOfSystem, type SupportStatus } from '@slipway/core/advisory';
import { type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import type { FeedFile, Format, FormatContext, Found } from '../format.ts';
import { instantOfText, linesOf, plainText, problem } from '../reading/index.ts';
import { FeedRefused } from '../refused.ts';

/** The number is Debian's; a list without one is of the release that the package was installed on. */
const LIST = /(?:^|\/)security-support-(ended|limited)(?:\.deb(\d{1,3}))?$/;

export const debianSupport: Format = {
  kind: 'debian-support',
  takes: (name) => LIST.test(name),
  read: readLists,
};

async function* readLists(files: AsyncIterable<FeedFile>, context: FormatContext): AsyncIterable<Found> {
  for await (const file of files) {
    const [, kind, number] = LIST.exec(file.name) ?? [];
    if (kind !== 'ended' && kind !== 'limited') throw notAList(file, context);
    const release =
      number === undefined ? context.source.release : releaseOfSystem({ distribution: 'debian', release: number });
    if (release === null)
      yield problem(file.name, reason('record-unreadable', { detail: 'the feed is configured without a release' }));
    else yield* readList(file, { kind, release, context });
  }
}

const notAList = ({ name }: FeedFile, { source }: FormatContext): FeedRefused =>
  new FeedRefused(
    reason('feed-unreadable', {
      feed: source.name,
      detail: `${plainText(name, 100)} is not named security-support-ended or security-support-limited`,
    }),
  );

interface ListReading {
  readonly kind: 'ended' | 'limited';
  readonly release: Release;
  readonly context: FormatContext;
}

async function* readList(file: FeedFile, { kind, release, context }: ListReading): AsyncIterable<Found> {
  let number = 0;
  for await (const text of linesOf(file, context)) {
    number += 1;
    const line = text.trim();
    if (line === '' || line.startsWith('#')) continue;
    const status = kind === 'ended' ? readEnded(line, release) : readLimited(line, release);
    if (status.ok) yield { kind: 'support', status: status.value };
    else yield problem(`${file.name}:${number}`, status.reason);
  }
}

const ENDED = /^(\S+)\s+(\S+)\s+(\d{4}-\d\d-\d\d)(?:\s+(.*))?$/;
const LIMITED = /^(\S+)(?:\s+(.*))?$/;
/** `php-horde.*`: a name, or the beginning of names. One star is the vendor's use, and matching many of them takes for ever. */
const NAME = /^[a-z0-9][a-z0-9+.-]{0,99}(?:\*[a-z0-9+.-]{0,99})?$/;

const readEnded = (line: string, release: Release): Outcome<SupportStatus> => {
  const [, sourcePackage = '', version = '', date, why = ''] = ENDED.exec(line) ?? [];
  const endsAt = instantOfText(date);
  if (endsAt === null || !NAME.test(sourcePackage)) return unreadable(line);
  // 0 is the list's "no version ever had it".
  const last = version === '0' ? [] : [`last supported version ${version}`];
  return ok({ release, sourcePackage, kind: 'ended', endsAt, note: noteOf([...last, why]) });
};

const readLimited = (line: string, release: Release): Outcome<SupportStatus> => {
  const [, sourcePackage = '', why = ''] = LIMITED.exec(line) ?? [];
  if (!NAME.test(sourcePackage)) return unreadable(line);
  return ok({ release, sourcePackage, kind: 'limited', endsAt: null, note: noteOf([why]) });
};

const noteOf = (parts: readonly string[]): string => plainText(parts.filter((part) => part !== '').join('; '));

const unreadable = (line: string): ReturnType<typeof refuse> =>
  refuse('record-unreadable', { detail: `"${plainText(line, 120)}" is no line of this list` });
