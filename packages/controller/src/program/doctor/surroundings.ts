// Room, certificates, backup and the machine's clock. The limits are those of the alerts (docs/operator/watching/alerts.yaml); a test compares them.

import { execFile } from 'node:child_process';
import { agoText, type Examined, judgeEnd } from '@slipway/core/soundness';
import { msBetween } from '@slipway/core/time';
import type { Clock, Surroundings } from '../../ports/index.ts';
import { openSurroundings } from '../surroundings.ts';
import { LIMITS } from './limits.ts';

const TIMEDATECTL_MS_MAX = 10_000;

export const examineSurroundings = async (dataDirectory: string, clock: Clock): Promise<readonly Examined[]> => {
  const found = await openSurroundings(dataDirectory)();
  return [
    examineRoom(found, dataDirectory),
    ...examineCertificates(found, clock),
    examineBackup(found, clock),
    examineClock(await isSynchronised()),
  ];
};

const examineRoom = ({ freeBytes, sizeBytes }: Surroundings, dataDirectory: string): Examined => {
  const part = 'room';
  if (freeBytes === null || sizeBytes === null)
    return { part, is: 'unknown', says: `how much room ${dataDirectory} has cannot be told`, next: 'see `df`' };
  const says = `${(freeBytes / 1e9).toFixed(1)} of ${(sizeBytes / 1e9).toFixed(1)} GB are free at ${dataDirectory}`;
  const isShort = freeBytes < LIMITS.freeBytesMin || freeBytes / sizeBytes < LIMITS.freeShareMin;
  return isShort ? { part, is: 'wrong', says, next: 'make room there' } : { part, is: 'well', says, next: null };
};

const examineCertificates = ({ certificates }: Surroundings, clock: Clock): readonly Examined[] => {
  if (certificates.length === 0) {
    return [{ part: 'certificates', is: 'unknown', says: 'there are none to be read', next: 'see the folder keys' }];
  }
  return certificates.map(({ certificate, endsAt }) => ({
    part: 'certificates',
    ...judgeEnd({
      what: `the certificate of the ${certificate}`,
      endsAt,
      now: clock.now(),
      daysMin: LIMITS.certificateDaysMin,
      next:
        certificate === 'listener'
          ? 'start the controller, which renews it a month before its end'
          : 'make a new installation: every host was enrolled under this one',
    }),
  }));
};

const examineBackup = ({ backupAt }: Surroundings, clock: Clock): Examined => {
  const part = 'backup';
  const next = 'run `slipway backup --to FILE` each day; with PostgreSQL, its own tools';
  if (backupAt === null) return { part, is: 'unknown', says: 'none that is known of', next };
  const ageMs = msBetween(backupAt, clock.now());
  const says = `the last one that is known of is ${agoText(ageMs)} old`;
  return ageMs > LIMITS.backupSecondsMax * 1000
    ? { part, is: 'wrong', says, next }
    : { part, is: 'well', says, next: null };
};

const examineClock = (synchronised: boolean | null): Examined => {
  const part = 'clock';
  const next = 'let this machine keep its time by NTP: grants and windows are decided by it';
  if (synchronised === null)
    return { part, is: 'unknown', says: 'this machine does not say whether it keeps its time', next };
  return synchronised
    ? { part, is: 'well', says: 'this machine keeps its time by NTP', next: null }
    : { part, is: 'wrong', says: 'this machine does not keep its time by NTP', next };
};

/** As systemd sees it (org.freedesktop.timedate1(5)); `null` where it is not asked or does not know. */
const isSynchronised = async (): Promise<boolean | null> =>
  await new Promise((resolve) => {
    const args = ['show', '--property=NTPSynchronized', '--value'];
    const options = { timeout: TIMEDATECTL_MS_MAX, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' } };
    execFile('timedatectl', args, options, (error, stdout) => {
      const word = stdout.trim();
      resolve(error === null && (word === 'yes' || word === 'no') ? word === 'yes' : null);
    });
  });
