// What rpm noted of each file when it unpacked it, by a format of our own; `rpm --verify` lays its answer out for people.

import type { RecordedFile, RecordedFiles } from '../../ports/index.ts';
import { ask, type DnfContext, problemOf, THIS_HOST } from './host.ts';

const RPM = '/usr/bin/rpm';
/** A line per file; what is the package's own stands on each. */
const FORMAT = '[%{=NAME}\\t%{=FILEDIGESTALGO}\\t%{FILEFLAGS}\\t%{FILESTATES}\\t%{FILEDIGESTS}\\t%{FILENAMES}\\n]';
/** rpm's lib/psm.c: the packaged one beside the kept, the owner's beside the replaced, and beside what no package had brought. */
export const RPM_BESIDE: readonly string[] = ['.rpmnew', '.rpmsave', '.rpmorig'];
/** rpmfiles.h: configuration, may be missing, ghost: files that are not meant to stay as they were. */
const NOT_MEANT_TO_STAY = 1 | 8 | 64;
/** rpmfiles.h: there, as opposed to replaced by another package's, left out, or of another architecture's colour. */
const NORMAL = '0';
/** rpmcrypto.h, as RFC 4880 numbers them; packages from before rpm 4.6 name none. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  '(none)': 'md5',
  '1': 'md5',
  '2': 'sha1',
  '8': 'sha256',
  '9': 'sha384',
  '10': 'sha512',
};

export const createRpmRecords =
  ({ run, host = THIS_HOST }: Pick<DnfContext, 'run'> & Partial<Pick<DnfContext, 'host'>>): RecordedFiles =>
  async (packages) => {
    if (packages.length === 0) return [];
    const named = packages.map(({ name, architecture }) => `${name}.${architecture}`);
    const answer = await ask({ run, host }, [RPM, '--root', host.root, '--query', '--queryformat', FORMAT, ...named]);
    if (answer.kind !== 'ended' || answer.status !== 0 || answer.output === 'cut') throw new Error(problemOf(answer));
    return readRecords(answer.stdout);
  };

/** Throws where a line is none: half a list would leave files unproven. */
export const readRecords = (text: string): readonly RecordedFile[] =>
  text.split('\n').flatMap((line) => {
    // A package without files has one line that names none.
    if (line === '' || line.endsWith('\t(none)')) return [];
    const [name, algorithm, flags, state, hex, path, ...more] = line.split('\t');
    if (name === undefined || path === undefined || hex === undefined || !path.startsWith('/') || more.length > 0) {
      throw new TypeError(`rpm's list of files has another form: ${line.slice(0, 80)}`);
    }
    if (hex === '' || state !== NORMAL || (Number(flags) & NOT_MEANT_TO_STAY) !== 0) return [];
    const known = ALGORITHMS[algorithm ?? ''];
    if (known === undefined) throw new TypeError(`${name} has digests of a kind that is not known (${algorithm})`);
    return [{ package: name, path, algorithm: known, hex }];
  });
