import { type Instant, isBefore } from '../time/index.ts';
import { isSameRelease } from './release.ts';
import type { JudgedPackage, SupportStatus } from './types.ts';

/** Whether anybody still makes fixes. Silence of a feed is worth something only where the answer is `supported`. */
export interface PackageSupport {
  /** `extended`: only for those who pay for it. `limited`: only for some uses. `untold`: no feed said. */
  readonly kind: 'supported' | 'extended' | 'limited' | 'ended' | 'untold';
  /** Which of the two is meant: the release as a whole, or this source package in it. */
  readonly of: 'release' | 'package';
  readonly endsAt: Instant | null;
  readonly note: string;
}

/** From the support records of all feeds: the worse of what is said of the release and of the source package. */
export function supportOf(
  judged: Pick<JudgedPackage, 'release' | 'sourceName'>,
  statuses: readonly SupportStatus[],
  now: Instant,
): PackageSupport {
  const ofRelease = statuses.filter((status) => isSameRelease(status.release, judged.release));
  const own = ofRelease.filter(
    ({ sourcePackage }) => sourcePackage !== null && isPattern(sourcePackage, judged.sourceName),
  );
  const whole = supportOfRelease(
    ofRelease.filter(({ sourcePackage }) => sourcePackage === null),
    now,
  );
  if (whole.kind === 'ended') return whole;
  const ended = own.find((status) => status.kind === 'ended' && hasCome(status.endsAt, now));
  if (ended !== undefined) return { kind: 'ended', of: 'package', endsAt: ended.endsAt, note: ended.note };
  const limited = own.find((status) => status.kind === 'limited');
  if (limited !== undefined) return { kind: 'limited', of: 'package', endsAt: limited.endsAt, note: limited.note };
  return whole;
}

/** The best of the terms that run: a release in long-term support is supported after its standard support has ended. */
function supportOfRelease(statuses: readonly SupportStatus[], now: Instant): PackageSupport {
  const running = (kind: SupportStatus['kind']): SupportStatus | undefined =>
    statuses.find((status) => status.kind === kind && !hasPassed(status.endsAt, now));
  const cancelled = statuses.find((status) => status.kind === 'ended' && hasCome(status.endsAt, now));
  if (cancelled !== undefined) return ofRelease('ended', cancelled);
  const supported = running('standard') ?? running('long-term');
  if (supported !== undefined) return ofRelease('supported', supported);
  const extended = running('extended');
  if (extended !== undefined) return ofRelease('extended', extended);
  const limited = running('limited');
  if (limited !== undefined) return ofRelease('limited', limited);
  const last = statuses.reduce<SupportStatus | null>(
    (a, b) => (a === null || (a.endsAt ?? '') < (b.endsAt ?? '') ? b : a),
    null,
  );
  return last === null ? { kind: 'untold', of: 'release', endsAt: null, note: '' } : ofRelease('ended', last);
}

const ofRelease = (kind: PackageSupport['kind'], { endsAt, note }: SupportStatus): PackageSupport => ({
  kind,
  of: 'release',
  endsAt,
  note,
});

const hasPassed = (at: Instant | null, now: Instant): boolean => at !== null && !isBefore(now, at);
/** An end without a date is one that has come. */
const hasCome = (at: Instant | null, now: Instant): boolean => at === null || !isBefore(now, at);

/** `golang.*` of debian-security-support is a star with a dot before it; no expression of a feed is ever run as one. */
function isPattern(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split(/\.?\*/);
  const last = rest.pop();
  if (last === undefined) return pattern === name;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at + last.length <= name.length;
}
