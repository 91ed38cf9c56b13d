import { type JudgedPackage, type Release, releaseOfSystem } from '@slipway/core/advisory';
import { readOsRelease } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { readDpkgStatus } from './dpkg-status.ts';
import { readRpmList } from './rpm-list.ts';
import type { AssessedSystem } from './types.ts';

export interface SystemTexts {
  readonly osRelease: string;
  readonly packages: { readonly kind: 'dpkg-status' | 'rpm-list'; readonly text: string };
  readonly runningKernel: string | null;
}

export function readSystem(texts: SystemTexts): Outcome<AssessedSystem> {
  const os = readOsRelease(texts.osRelease);
  if (os === null) return refuse('input-invalid', { what: 'os-release file', detail: 'it names no distribution' });
  const release = releaseOfSystem(os);
  const packages = readers[texts.packages.kind](texts.packages.text, release);
  if (!packages.ok) return packages;
  const { prettyName } = os;
  return ok({ release, prettyName, packages: packages.value, runningKernel: texts.runningKernel });
}

const readers: Readonly<
  Record<SystemTexts['packages']['kind'], (text: string, release: Release) => Outcome<readonly JudgedPackage[]>>
> = { 'dpkg-status': readDpkgStatus, 'rpm-list': readRpmList };
