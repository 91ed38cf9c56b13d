import type { ExposureCourse } from '@slipway/core/compliance';
import { addMs } from '@slipway/core/time';
import { THE_MORNING } from '../builders/index.ts';

const DAY_MS = 86_400_000;

/** Of openssl, begun ten days ago and due in four. */
export const aCourse = (given: Partial<ExposureCourse> = {}): ExposureCourse => ({
  sourcePackage: 'openssl',
  fixedVersion: '3.0.17-1~deb12u3',
  beganAt: addMs(THE_MORNING, -10 * DAY_MS),
  learnedAt: addMs(THE_MORNING, -11 * DAY_MS),
  fixAt: addMs(THE_MORNING, -10 * DAY_MS),
  dueAt: addMs(THE_MORNING, 4 * DAY_MS),
  rule: 'cvss',
  severity: 'high',
  vulnerability: 'CVE-2026-0001',
  packages: [{ name: 'libssl3', architecture: 'amd64', version: '3.0.16-1' }],
  excepted: null,
  installedAt: null,
  effect: 'known',
  endedAt: null,
  end: null,
  ...given,
});
