import type { JudgedPackage, Release } from '@slipway/core/advisory';
import { field, type Paragraph, paragraphTexts, parseParagraph } from '@slipway/core/deb822';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';

/**
 * `/var/lib/dpkg/status`. What is not unpacked (`config-files`, `not-installed`) is not there; what is unpacked and not
 * configured is: its files are. A stanza that says it is there and names no version makes the file unreadable.
 */
export function readDpkgStatus(text: string, release: Release): Outcome<readonly JudgedPackage[]> {
  const packages: JudgedPackage[] = [];
  for (const paragraph of paragraphTexts(text.replaceAll('\r\n', '\n'))) {
    const stanza = parseParagraph(paragraph);
    const name = field(stanza, 'Package');
    if (name === null) return unreadable(`a stanza names no package: ${paragraph.slice(0, 60)}`);
    const state = field(stanza, 'Status')?.split(' ').at(-1);
    if (state === undefined) return unreadable(`package ${name} has no status`);
    if (state === 'not-installed' || state === 'config-files') continue;
    const judged = packageOf(stanza, name, release);
    if (judged === null) return unreadable(`package ${name} has no version or no architecture`);
    packages.push(judged);
  }
  return packages.length === 0 ? unreadable('it names no installed package') : ok(packages);
}

function packageOf(stanza: Paragraph, name: string, release: Release): JudgedPackage | null {
  const version = field(stanza, 'Version');
  const architecture = field(stanza, 'Architecture');
  if (version === null || version === '' || architecture === null) return null;
  const [sourceName, sourceVersion] = sourceOf(field(stanza, 'Source'), name, version);
  return {
    release,
    format: 'deb',
    name,
    architecture,
    version,
    sourceName,
    sourceVersion,
    module: null,
    epoch: 'known',
    origin: 'unknown',
  };
}

/** `Source: glibc (2.36-9)`; without it the source is as the package, and without a version it is the same. */
function sourceOf(source: string | null, name: string, version: string): readonly [name: string, version: string] {
  const [, sourceName = name, sourceVersion = version] = /^(\S+)(?:\s+\(([^)]+)\))?$/.exec(source ?? '') ?? [];
  return [sourceName, sourceVersion];
}

const unreadable = (detail: string) => refuse('input-invalid', { what: 'dpkg status file', detail });
