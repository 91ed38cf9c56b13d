import { digestOf, type Sha256 } from '../document/index.ts';
import type { Digest } from '../ids/index.ts';
import type { Instant } from '../time/index.ts';
import type { Reading, ReadingSubject } from './types.ts';

/** The same for everybody who wants the same. */
export const readingIdOf = (subject: ReadingSubject, sha256: Sha256): Digest => digestOf(subject, sha256);

/** Never newer than it can be: a host whose clock is ahead must not make its word last longer. */
export const evidenceAt = ({ takenAt }: Reading, receivedAt: Instant): Instant =>
  takenAt < receivedAt ? takenAt : receivedAt;

/** For people: `check_backup --job daily`, `age of /var/backups/db.dump`. */
export const readingText = (subject: ReadingSubject): string => {
  switch (subject.kind) {
    case 'plug-in': {
      const given = Object.entries(subject.parameters).map(([name, value]) => ` --${name} ${value}`);
      return `${subject.plugIn}${given.sort().join('')}`;
    }
    case 'unit-active':
      return `${subject.unit} is active`;
    case 'checks':
      return 'the checks of its plan';
    case 'whole-host':
      return 'the whole host, once';
    case 'output':
      return 'the output of its running transaction';
    case 'file-age':
      return `age of ${subject.path}`;
    default:
      return subject satisfies never;
  }
};
