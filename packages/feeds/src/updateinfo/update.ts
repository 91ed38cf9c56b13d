// One `<update>` as it stands there, each field looked at: what is written carelessly in real files is read, and what
// cannot be read is a problem of its own.
//
// `reboot_suggested` and its like are not read: they say what an update may ask for, and hosts say what is due.

import type { Severity } from '@slipway/core/advisory';
import { type Outcome, ok, type Reason, refuse } from '@slipway/core/reasons';
import { type Instant, instantOfMs } from '@slipway/core/time';
import { instantOfText, plainText, severityOf } from '../reading/index.ts';
import { attributeIn, childIn, childrenIn, textOfChild, type XmlElement } from '../xml/index.ts';
import { type ListedPackage, readPackage } from './listed-package.ts';

export interface Update {
  readonly id: string;
  readonly security: boolean;
  readonly isRetracted: boolean;
  readonly title: string;
  readonly severity: Severity | null;
  readonly issuedAt: Instant | null;
  readonly updatedAt: Instant | null;
  readonly vulnerabilities: readonly string[];
  readonly references: readonly string[];
  readonly packages: readonly ListedPackage[];
  readonly problems: readonly Reason[];
}

/** SUSE's word is "retracted", Bodhi's "obsolete". */
const RETRACTED: readonly (string | null)[] = ['retracted', 'withdrawn', 'revoked', 'obsolete'];

export const readUpdate = (element: XmlElement): Outcome<Update> => {
  const id = plainText(textOfChild(element, 'id') ?? '', 200).replaceAll(' ', '_');
  if (id === '') return refuse('record-unreadable', { detail: 'an update without an id' });
  const security = attributeIn(element, 'type')?.toLowerCase() === 'security';
  const references = childrenIn(childIn(element, 'references'), 'reference');
  const listed = childrenIn(childIn(element, 'pkglist'), 'collection').flatMap((collection) => {
    const module = moduleOf(childIn(collection, 'module'));
    return childrenIn(collection, 'package').map((one) => readPackage(one, module));
  });
  return ok({
    id,
    security,
    isRetracted: RETRACTED.includes(attributeIn(element, 'status')?.toLowerCase() ?? null),
    title: plainText(unescapedAgain(textOfChild(element, 'title') ?? textOfChild(element, 'summary') ?? '')),
    severity: severityOf(textOfChild(element, 'severity')),
    issuedAt: dateOf(childIn(element, 'issued')),
    updatedAt: dateOf(childIn(element, 'updated')),
    vulnerabilities: vulnerabilitiesIn(references, security),
    references: linksIn(references),
    packages: listed.flatMap((one) => (one.ok && one.value !== null ? [one.value] : [])),
    problems: listed.flatMap((one) => (one.ok ? [] : [one.reason])),
  });
};

/** `name:stream`; version, context and architecture are those of one build of the stream, and do not tell streams apart. */
const moduleOf = (module: XmlElement | null): string | null => {
  const [name, stream] = [attributeIn(module, 'name'), attributeIn(module, 'stream')];
  return name === null || stream === null ? null : plainText(`${name}:${stream}`, 200);
};

/** As an attribute (createrepo_c, Amazon, Fedora), as text (Rocky), as seconds since 1970. */
const dateOf = (element: XmlElement | null): Instant | null => {
  const text = attributeIn(element, 'date') ?? element?.text.trim() ?? '';
  return /^\d{9,10}$/.test(text) ? instantOfMs(Number(text) * 1000) : instantOfText(text);
};

/** The longest real list (a kernel's) has some hundred. */
const REFERENCES_MAX = 5000;
const LINKS_MAX = 100;
const CVE = /\bCVE-\d{4}-\d{4,19}\b/gi;

/**
 * The CVEs that references of that type name, by id or title. Fedora gives none but its bugs, whose titles begin with
 * the CVE: they count where a security update names nothing else.
 */
const vulnerabilitiesIn = (references: readonly XmlElement[], security: boolean): readonly string[] => {
  const namedBy = (type: string): readonly string[] =>
    references
      .filter((reference) => attributeIn(reference, 'type')?.toLowerCase() === type)
      .flatMap((reference) => {
        const named = namesIn(attributeIn(reference, 'id'));
        return named.length > 0 ? named : namesIn(attributeIn(reference, 'title'));
      });
  const cves = namedBy('cve');
  const names = cves.length === 0 && security ? namedBy('bugzilla') : cves;
  return [...new Set(names)].slice(0, REFERENCES_MAX);
};

const namesIn = (text: string | null): readonly string[] =>
  (text?.slice(0, 2000).match(CVE) ?? []).map((name) => name.toUpperCase());

const linksIn = (references: readonly XmlElement[]): readonly string[] => {
  const links = references
    .map((reference) => attributeIn(reference, 'href'))
    .filter((href) => href !== null)
    .filter((href) => /^https?:\/\/\S{3,500}$/.test(href));
  return [...new Set(links)].slice(0, LINKS_MAX);
};

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Amazon escapes twice: `&amp;#039;` is an apostrophe. Once more, and not again. */
const unescapedAgain = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hexadecimal, name) => {
    if (typeof name === 'string') return NAMED[name.toLowerCase()] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hexadecimal), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
