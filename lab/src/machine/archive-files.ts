import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LabError } from '../lab-error.ts';
import { runOk } from '../run.ts';
import { aptSettingLines } from './apt-settings.ts';
import { readAptSources } from './apt-sources.ts';
import { type ArchiveSource, pickArchive, sourceStanza } from './archive.ts';

interface ArchiveFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

const QUERY_TIMEOUT_MS = 10_000;

/** The real archive as this machine reaches it: main, and with `with security` what is pending. */
export async function archiveFiles(
  release: string,
  which: 'with security' | 'main alone',
): Promise<readonly ArchiveFile[]> {
  const archive = pickArchive(await readAptSources(), release);
  const keyrings: ArchiveFile[] = [];
  const stanza = async (source: ArchiveSource, name: string): Promise<string> => {
    const { keyring, file } = await keyringInHost(source.signedBy, name);
    if (file !== null) keyrings.push(file);
    return sourceStanza({ ...source, keyring });
  };
  const stanzas = [await stanza(archive.main, 'main')];
  if (which === 'with security') stanzas.push(await stanza(archive.security, 'security'));
  const settings = aptSettingLines(await runOk(['apt-config', 'dump'], { timeoutMs: QUERY_TIMEOUT_MS }));
  return [
    ...keyrings,
    { path: '/etc/apt/sources.list.d/debian.sources', content: stanzas.join('\n') },
    { path: '/etc/apt/apt.conf.d/90slipway-lab', content: [...settings, 'Acquire::Languages "none";', ''].join('\n') },
  ];
}

/** Debian's own keyring is in the host already; anything else that the machine trusts by is carried over. */
async function keyringInHost(
  signedBy: string | null,
  name: string,
): Promise<{ readonly keyring: string; readonly file: ArchiveFile | null }> {
  const debian = '/usr/share/keyrings/debian-archive-keyring.gpg';
  if (signedBy?.includes('BEGIN PGP PUBLIC KEY')) {
    const path = `/etc/apt/keyrings/machine-${name}.asc`;
    return { keyring: path, file: { path, content: `${signedBy.trim()}\n` } };
  }
  if (signedBy === null || !signedBy.startsWith('/') || signedBy === debian) return { keyring: debian, file: null };
  const path = `/etc/apt/keyrings/machine-${name}-${basename(signedBy)}`;
  try {
    return { keyring: path, file: { path, content: await readFile(signedBy) } };
  } catch (cause) {
    throw new LabError('no-package-archive', `${signedBy}, by which the machine trusts its archive, cannot be read`, {
      cause,
    });
  }
}
