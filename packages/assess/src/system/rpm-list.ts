import type { JudgedPackage, Release } from '@slipway/core/advisory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';

/**
 * The query that prints the list: name, epoch, version, release, architecture, source RPM, module label. `EPOCHNUM` and
 * not `EPOCH`: a list that lost its epochs cannot be compared.
 */
export const RPM_QUERY =
  '%{NAME}\\t%{EPOCHNUM}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\t%{SOURCERPM}\\t%{MODULARITYLABEL}\\n';

/** What rpm prints for a tag that is not there. */
const NONE = '(none)';

/** Lines that begin with `#` are remarks. A line of another shape makes the list unreadable: nothing is left out silently. */
export function readRpmList(text: string, release: Release): Outcome<readonly JudgedPackage[]> {
  const packages: JudgedPackage[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const columns = line.replace(/\r$/, '').split('\t');
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [name = '', epoch = '', version = '', packageRelease = '', architecture = '', sourceRpm = '', label = ''] =
      columns;
    if (columns.length < 5 || columns.length > 7 || name === '' || version === '' || packageRelease === '') {
      return unreadable(`line ${at + 1} has not the columns of the documented query`);
    }
    // Keys that rpm keeps beside packages: nothing installed.
    if (name === 'gpg-pubkey') continue;
    if (epoch !== '' && epoch !== NONE && !/^\d+$/.test(epoch)) {
      return unreadable(`line ${at + 1}: "${epoch}" is no epoch`);
    }
    const isEpochKnown = epoch !== '';
    const full = `${isEpochKnown && epoch !== NONE && epoch !== '0' ? `${epoch}:` : ''}${version}-${packageRelease}`;
    const source = sourceOf(sourceRpm);
    packages.push({
      release,
      format: 'rpm',
      name,
      architecture,
      version: full,
      sourceName: source?.name ?? name,
      sourceVersion: source?.version ?? full,
      module: label === '' || label === NONE ? null : label,
      epoch: isEpochKnown ? 'known' : 'lost',
      origin: 'unknown',
    });
  }
  return packages.length === 0 ? unreadable('it names no package') : ok(packages);
}

/** `glibc-2.34-28.el9.src.rpm`, also as `glibc-0:2.34-28.el9.src`. `null` where it is neither. */
function sourceOf(text: string): { readonly name: string; readonly version: string } | null {
  const parts = /^(.+)-([^-]+-[^-]+)\.(?:no)?src(?:\.rpm)?$/.exec(text);
  return parts?.[1] === undefined || parts[2] === undefined
    ? null
    : { name: parts[1], version: parts[2].replace(/^0:/, '') };
}

const unreadable = (detail: string) => refuse('input-invalid', { what: 'RPM list', detail });
