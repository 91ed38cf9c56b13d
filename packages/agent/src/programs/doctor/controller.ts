// The one line that an agent needs: outbound to its controller, both sides proven by certificates, clocks near each other.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CLOCK_SKEW_SECONDS_MAX } from '@slipway/core/execution';
import { type Examined, judgeEnd } from '@slipway/core/soundness';
import { asInstant, msOfInstant } from '@slipway/core/time';
import type { Layout } from '../../layout/index.ts';
import type { Clock } from '../../ports/index.ts';

/** A host's certificate holds for ten years and is made anew by enrolling again. */
const DAYS_MIN = 90;
const ENROL_AGAIN = 'enrol this host again, with a token of the controller';

interface LineOptions {
  readonly controller: string;
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Asks the controller for something that nobody has, and tells nothing; what becomes of that. */
type Probe = (
  options: LineOptions,
) => Promise<
  | { readonly knows: 'this-host' | 'unknown-host'; readonly dateMs: number | null }
  | { readonly knows: 'nothing'; readonly detail: string }
>;

export const examineController = async (
  { reporter }: Pick<Layout, 'reporter'>,
  controller: string,
  { clock, probe }: { readonly clock: Pick<Clock, 'now'>; readonly probe: Probe },
): Promise<readonly Examined[]> => {
  const [authority, certificate, key] = await Promise.all(
    [reporter.authority, reporter.certificate, reporter.key].map(async (path) => await textOf(path)),
  );
  if (authority == null || certificate == null || key == null) {
    const says = `the certificates in ${reporter.directory} cannot be read`;
    return [{ part: 'certificate', is: 'unknown', says, next: 'ask as root, or enrol this host again' }];
  }
  if (!belongTogether({ authority, certificate, key })) {
    const says = `the certificates and the key in ${reporter.directory} are damaged, or do not belong together`;
    return [{ part: 'certificate', is: 'wrong', says, next: ENROL_AGAIN }];
  }
  return [
    { part: 'certificate', ...certificateEnd(certificate, clock) },
    ...examineLine(controller, await probe({ controller, authority, certificate, key }), clock),
  ];
};

const belongTogether = ({ authority, certificate, key }: Omit<LineOptions, 'controller'>): boolean => {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)) && new X509Certificate(authority).ca;
  } catch {
    // Only the parsers of OpenSSL throw here, of what they cannot read.
    return false;
  }
};

const certificateEnd = (pem: string, clock: Pick<Clock, 'now'>): Omit<Examined, 'part'> =>
  judgeEnd({
    what: "this host's certificate",
    endsAt: asInstant(new X509Certificate(pem).validToDate.toISOString()),
    now: clock.now(),
    daysMin: DAYS_MIN,
    next: ENROL_AGAIN,
  });

const examineLine = (
  controller: string,
  found: Awaited<ReturnType<Probe>>,
  clock: Pick<Clock, 'now'>,
): readonly Examined[] => {
  const part = 'controller';
  if (found.knows === 'nothing') {
    const { hostname, port } = new URL(controller);
    const next = `let this host reach ${hostname}, port ${port === '' ? '443' : port}, and see whether the controller runs`;
    const says = `${controller} is not reached: ${found.detail}`;
    return [{ part, is: 'wrong', says, next }, examineClock(null, clock)];
  }
  return [
    found.knows === 'this-host'
      ? { part, is: 'well', says: `${controller} answers and knows this host`, next: null }
      : { part, is: 'wrong', says: `${controller} answers and does not know this host`, next: ENROL_AGAIN },
    examineClock(found.dateMs, clock),
  ];
};

const examineClock = (dateMs: number | null, clock: Pick<Clock, 'now'>): Examined => {
  const part = 'clock';
  const next = 'let this host keep its time by NTP';
  if (dateMs === null) return { part, is: 'unknown', says: 'there is no clock to compare with', next };
  const seconds = Math.round(Math.abs(msOfInstant(clock.now()) - dateMs) / 1000);
  const says = `${seconds} s away from the controller's, at most ${CLOCK_SKEW_SECONDS_MAX} are allowed`;
  return seconds > CLOCK_SKEW_SECONDS_MAX ? { part, is: 'wrong', says, next } : { part, is: 'well', says, next: null };
};

const textOf = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
};
