// The one file that is a version of a publisher's, out of what the repositories of its hosts say of it. Any host may bring a
// repository along: a mirror that lists a file and does not give it, or unsigned metadata that name another one. Neither takes
// the version from hosts whose repositories are sound.

import { originText } from '@slipway/core/patch-set';
import { type Outcome, ok, type Reason, type ReasonCode, refuse } from '@slipway/core/reasons';
import type { VendorArchive, VendorEntry } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** Repositories that one file is tried at, and files that one version is said to be; those that most hosts have come first. */
const MIRRORS_TRIED = 4;
const FILES_LOOKED_AT = 4;

/** These show that a file is not what was said of it; all else may be the way there. */
const DISPROVEN: ReadonlySet<ReasonCode> = new Set(['package-unsigned', 'package-differs', 'content-differs']);

/** `entries`: of one version by one publisher, at least one, those first that most hosts have. */
export const keepTheFile = async (
  app: App,
  archive: VendorArchive,
  entries: readonly VendorEntry[],
): Promise<Outcome<VendorEntry>> => {
  const theOne = await theFile(archive, entries);
  return theOne.ok ? await firstThat(theOne.value, async (entry) => await keepFile(app, archive, entry)) : theOne;
};

/** What a signed index says stands above what a repository says of which each package has to prove itself. */
const theFile = async (
  archive: VendorArchive,
  entries: readonly VendorEntry[],
): Promise<Outcome<readonly VendorEntry[]>> => {
  const signed = entries.filter(({ proof }) => proof !== 'file');
  const files = [...Map.groupBy(signed.length > 0 ? signed : entries, ({ file }) => file.sha256).values()];
  const standing = files.length > 1 && signed.length === 0 ? await notDisproven(archive, files) : files;
  const [one = [], other] = standing;
  if (other === undefined) return ok(one);
  return ambiguous(one, other);
};

const ambiguous = ([one]: readonly VendorEntry[], [other]: readonly VendorEntry[]): Outcome<never> => {
  if (one === undefined || other === undefined) throw new Error('a file that nobody lists');
  const { name, version, origin } = one;
  const [first, second] = [one.file.sha256, other.file.sha256];
  return refuse('package-ambiguous', { package: name, version, origin: originText(origin), first, second });
};

/** Those that prove themselves, or that nobody could look into; where none is left, the first, which says why. */
const notDisproven = async (
  archive: VendorArchive,
  files: readonly (readonly VendorEntry[])[],
): Promise<readonly (readonly VendorEntry[])[]> => {
  const standing: (readonly VendorEntry[])[] = [];
  for (const entries of files.slice(0, FILES_LOOKED_AT)) {
    const looked = await firstThat(entries, async (entry) => await lookInto(archive, entry));
    if (looked.ok || !DISPROVEN.has(looked.reason.code)) standing.push(entries);
  }
  return standing.length > 0 ? standing : files.slice(0, 1);
};

const lookInto = async (archive: VendorArchive, entry: VendorEntry): Promise<Outcome<void>> => {
  const fetched = await archive.fetch(entry);
  if (!fetched.ok) return fetched;
  await fetched.value.close();
  return ok(undefined);
};

/** The first entry that it succeeds with, or why it does not with the first. */
const firstThat = async (
  entries: readonly VendorEntry[],
  act: (entry: VendorEntry) => Promise<Outcome<unknown>>,
): Promise<Outcome<VendorEntry>> => {
  let why: Reason | null = null;
  for (const entry of entries.slice(0, MIRRORS_TRIED)) {
    const done = await act(entry);
    if (done.ok) return ok(entry);
    why ??= done.reason;
  }
  if (why === null) throw new Error('a file that nobody lists');
  return { ok: false, reason: why };
};

const keepFile = async (app: App, archive: VendorArchive, entry: VendorEntry): Promise<Outcome<unknown>> => {
  const { content } = app.ports;
  const { sha256 } = entry.file;
  if (await content.has(sha256)) return await archive.prove(entry, () => content.read(sha256));
  const fetched = await archive.fetch(entry);
  if (!fetched.ok) return fetched;
  try {
    return await content.put(entry.file, fetched.value.chunks);
  } finally {
    await fetched.value.close();
  }
};
