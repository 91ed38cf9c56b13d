import { join } from 'node:path';
import { namesIn, textOrNull } from '../files.ts';

/** One repository as sources.list(5) describes it, in either of its two formats. */
export interface AptSource {
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** A path, fingerprints, or a whole armoured key; null where apt's global keyrings decide. */
  readonly signedBy: string | null;
}

/** Every enabled binary repository of the machine. */
export async function readAptSources(directory = '/etc/apt'): Promise<readonly AptSource[]> {
  const parts = join(directory, 'sources.list.d');
  const files = [join(directory, 'sources.list'), ...(await namesIn(parts)).map((name) => join(parts, name))];
  const sources: AptSource[] = [];
  for (const file of files) {
    const text = (await textOrNull(file)) ?? '';
    if (file.endsWith('.sources')) sources.push(...parseDeb822Sources(text));
    if (file.endsWith('.list')) sources.push(...parseOneLineSources(text));
  }
  return sources;
}

export function parseDeb822Sources(text: string): readonly AptSource[] {
  const sources: AptSource[] = [];
  for (const stanza of text.split(/\n[ \t]*\n/)) {
    const fields = parseFields(stanza);
    const words = (name: string): readonly string[] => (fields.get(name) ?? '').split(/\s+/).filter(Boolean);
    if (!words('types').includes('deb') || /^(no|false|0|off|without|disable)$/i.test(fields.get('enabled') ?? '')) {
      continue;
    }
    sources.push({
      uris: words('uris'),
      suites: words('suites'),
      components: words('components'),
      signedBy: fields.get('signed-by') || null,
    });
  }
  return sources;
}

/** Field names in small letters; continuation lines joined by newlines, their leading blank and lone dots removed. */
function parseFields(stanza: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let current: string | null = null;
  for (const line of stanza.split('\n')) {
    if (line.startsWith('#')) continue;
    const field = /^([^\s:]+):(.*)$/.exec(line);
    if (field?.[1] !== undefined) {
      current = field[1].toLowerCase();
      fields.set(current, (field[2] ?? '').trim());
    } else if (current !== null && /^[ \t]/.test(line)) {
      const continued = line.slice(1).trimEnd();
      fields.set(current, `${fields.get(current) ?? ''}\n${continued === '.' ? '' : continued}`.replace(/^\n/, ''));
    }
  }
  return fields;
}

export function parseOneLineSources(text: string): readonly AptSource[] {
  const sources: AptSource[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (match === null) continue;
    const [, options = '', uri = '', suite = '', components = ''] = match;
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1] ?? null;
    sources.push({ uris: [uri], suites: [suite], components: components.split(/\s+/).filter(Boolean), signedBy });
  }
  return sources;
}
