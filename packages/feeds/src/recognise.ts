// Which kind a feed is, by what stands at its beginning: for whoever names a location and no kind. A file that more than
// one kind could mean is never guessed from its name alone.

import type { FeedFile } from './format.ts';
import { afterProlog } from './reading/index.ts';
import type { FeedKind } from './types.ts';

/** Marks of all kinds stand within the first lines; a record's own id may follow a long text. */
const HEAD_CHARACTERS = 64 * 1024;
/** An archive may begin with a licence or a list of its files. */
const FILES_MAX = 20;

/** `null`: nothing in the first files is of a kind that is known here. */
export async function recogniseKind(files: AsyncIterable<FeedFile>): Promise<FeedKind | null> {
  let looked = 0;
  for await (const file of files) {
    const head = await headOf(file);
    const found = KINDS.find(([, test]) => test(head.trimStart(), file.name));
    if (found !== undefined) return found[0];
    looked += 1;
    if (looked === FILES_MAX) return null;
  }
  return null;
}

type Test = (head: string, name: string) => boolean;

const json =
  (...marks: readonly RegExp[]): Test =>
  (head) =>
    /^[[{]/.test(head) && marks.every((mark) => mark.test(head));
const document =
  (mark: RegExp): Test =>
  (head) =>
    mark.test(afterProlog(head));
const line =
  (mark: RegExp): Test =>
  (head) =>
    mark.test(head);

/** In this order: a record of the CVE list has an `affected`, too, as OSV's have. */
const KINDS: readonly (readonly [FeedKind, Test])[] = [
  ['cve-list', json(/"CVE_RECORD"/)],
  ['cve-list', json(/"format"\s*:\s*"NVD_CVE"/)],
  ['csaf', json(/"document"\s*:/, /"(?:csaf_version|tracking|distribution)"\s*:/)],
  ['kev', json(/"catalogVersion"\s*:|"cveID"\s*:/)],
  ['debian-tracker', json(/^\{\s*"[^"]+"\s*:\s*\{\s*"(?:CVE|TEMP)-/)],
  ['osv', json(/"id"\s*:/, /"(?:affected|modified|schema_version)"\s*:/)],
  ['updateinfo', document(/^<(?:updates|repomd)[\s/>]/)],
  ['maker-releases', document(/^<feed[\s/>]/)],
  ['epss', line(/^#model_version|^cve,epss\b|^CVE,CVSS3,EPSS\b/)],
  ['kev', line(/^"?cveID"?,/)],
  ['end-of-life', line(/^version,codename,series,/)],
  ['debian-advisories', line(/^\[[^\]\n]{1,40}\] (?:D(?:S|L|TS)A|ELA)-|^(?:CVE|TEMP)-[\dA-F-]+.*\n\t/m)],
  ['ubuntu-tracker', line(/^(?:PublicDate|PublicDateAtUSN|Candidate):/m)],
  ['debian-support', (_head, name) => /(?:^|\/)security-support-(?:ended|limited)/.test(name)],
  ['house', line(/^schema:\s*["']?slipway\.house/m)],
];

const headOf = async (file: FeedFile): Promise<string> => {
  const decoder = new TextDecoder();
  let head = '';
  for await (const chunk of file.chunks()) {
    head += decoder.decode(chunk, { stream: true });
    if (head.length >= HEAD_CHARACTERS) break;
  }
  return head.slice(0, HEAD_CHARACTERS);
};
