import { compareDeb, type DebVersion, type DebVersionFault, parseDebVersion } from './deb/index.ts';
import { compareRpm, parseRpmVersion, type RpmVersion, type RpmVersionFault } from './rpm/index.ts';
import type { Order, ParsedVersion, VersionFormat } from './types.ts';

/** Orders two versions of one format: `compareDeb` or `compareRpm`, which say what 0 means and where the rules stand. */
export function compareVersions(format: VersionFormat, a: string, b: string): Order {
  switch (format) {
    case 'deb':
      return compareDeb(a, b);
    case 'rpm':
      return compareRpm(a, b);
    default:
      return refuseFormat(format);
  }
}

/** Reads a version of one format strictly: `parseDebVersion` or `parseRpmVersion`. */
export function parseVersion(
  format: VersionFormat,
  text: string,
): ParsedVersion<DebVersion | RpmVersion, DebVersionFault | RpmVersionFault> {
  switch (format) {
    case 'deb':
      return parseDebVersion(text);
    case 'rpm':
      return parseRpmVersion(text);
    default:
      return refuseFormat(format);
  }
}

function refuseFormat(format: never): never {
  throw new TypeError(`"${String(format)}" is not a version format`);
}
