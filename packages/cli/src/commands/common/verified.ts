import type { HostDetail } from '@slipway/protocol/api';
import { instantText } from '../../output/index.ts';

type Found = NonNullable<NonNullable<NonNullable<HostDetail['verification']>['last']>['found']>;

const HOW = { missing: 'missing', differs: 'differs', unreadable: 'cannot be read' } as const;

/** What a whole host was found to be, and when: every difference that is told, one a line. */
export const verifiedText = ({ found }: { readonly found: Found }): string =>
  [
    `${WORDS[found.state]} ${instantText(found.takenAt)}, asked by ${found.by} ${instantText(found.askedAt)}`,
    found.text,
    ...found.differing.map(({ how, path, package: owner }) => `${HOW[how]}: ${path} (${owner})`),
    ...more(found.differing.length, found.differingInAll, 'file'),
    ...found.notWhole.map(({ package: name, state }) => `${name} is ${state}`),
    ...more(found.notWhole.length, found.notWholeInAll, 'package'),
    ...found.versions.map(
      ({ name, believed, found: there }) =>
        `${name} is ${there ?? 'not there'}, believed to be ${believed ?? 'not there'}`,
    ),
    ...more(found.versions.length, found.versionsInAll, 'version'),
  ].join('\n');

const WORDS: Readonly<Record<Found['state'], string>> = {
  'as-packaged': 'as packaged',
  differs: 'DIFFERS from its packages',
  unknown: 'could not be verified',
};

const more = (told: number, inAll: number, what: string): readonly string[] =>
  inAll > told ? [`and ${inAll - told} more ${what}s`] : [];
