// The configuration files that a .deb brings, and the hash of each as dpkg compares it. Its list is in the control part; the files
// themselves are in the other one, which is unpacked only where the list names any (deb(5), deb-conffiles(5)).

import { createHash } from 'node:crypto';
import type { PackagedConffile } from '@slipway/core/patch-set';
import { DebBytes } from './deb-bytes.ts';
import { filesInTar } from './deb-tar.ts';
import { unpackStream } from './unpack-stream.ts';

const MAGIC = '!<arch>\n';
const HEADER_BYTES = 60;
/** The largest of Debian 12 is linux-image's with 1.5 MB of lists and scripts, unpacked. */
const CONTROL_BYTES_MAX = 64 * 1024 * 1024;
const LIST_BYTES_MAX = 1024 * 1024;

/** Sorted by path. Throws where the file cannot be read as a .deb, or is packed in a way that nobody here knows. */
export const conffilesInDeb = async (chunks: AsyncIterable<Uint8Array>): Promise<readonly PackagedConffile[]> => {
  const bytes = new DebBytes(chunks);
  try {
    if ((await bytes.read(MAGIC.length))?.toString('latin1') !== MAGIC) throw new Error('it is no .deb');
    let listed: Listed | null = null;
    for (let member = await nextMember(bytes); member !== null; member = await nextMember(bytes)) {
      if (listed === null && member.name.startsWith('control.tar')) {
        if (member.size > CONTROL_BYTES_MAX) throw new Error('its control part is larger than any real one');
        listed = await listIn(unpackStream([(await bytes.read(member.size)) ?? NOTHING], packingOf(member.name)));
        await bytes.skip(member.size % 2);
        if (listed.brought.size === 0) return sorted(listed.taken);
      } else if (listed !== null && member.name.startsWith('data.tar')) {
        const found = await hashesIn(unpackStream(bytes.take(member.size), packingOf(member.name)), listed.brought);
        return sorted([...found, ...listed.taken]);
      } else await bytes.skip(member.size + (member.size % 2));
    }
    throw new Error('it lacks its control or its data part');
  } finally {
    await bytes.close();
  }
};

const nextMember = async (bytes: DebBytes): Promise<{ readonly name: string; readonly size: number } | null> => {
  const header = await bytes.read(HEADER_BYTES);
  if (header === null) return null;
  const found = /^(.{16}).{32}(\d+) *`\n$/s.exec(header.toString('latin1'));
  if (found?.[1] === undefined || found[2] === undefined) throw new Error('it is no whole .deb');
  // dpkg-deb writes the name alone, other programs a slash behind it.
  return { name: found[1].trimEnd().replace(/\/$/, ''), size: Number.parseInt(found[2], 10) };
};

interface Listed {
  readonly brought: ReadonlySet<string>;
  readonly taken: readonly PackagedConffile[];
}

const listIn = async (control: AsyncIterable<Uint8Array>): Promise<Listed> => {
  for await (const { path, chunks } of filesInTar(control)) {
    if (path !== '/conffiles') continue;
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of chunks) {
      size += part.byteLength;
      if (size > LIST_BYTES_MAX) throw new Error('its list of configuration files is longer than any real one');
      parts.push(part);
    }
    return readList(Buffer.concat(parts).toString('utf8'));
  }
  return { brought: new Set(), taken: [] };
};

/** dpkg knows one flag that may stand before a path (dpkg 1.20 and later). */
const readList = (text: string): Listed => {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const taken = lines.flatMap((line) => /^remove-on-upgrade\s+(\/.*)$/.exec(line)?.[1] ?? []);
  return {
    brought: new Set(lines.filter((line) => line.startsWith('/'))),
    taken: taken.map((path) => ({ path, hash: null })),
  };
};

const hashesIn = async (
  data: AsyncIterable<Uint8Array>,
  listed: ReadonlySet<string>,
): Promise<readonly PackagedConffile[]> => {
  const hashes = new Map<string, string>();
  for await (const { path, chunks } of filesInTar(data)) {
    if (!listed.has(path)) continue;
    const hash = createHash('md5');
    for await (const chunk of chunks) hash.update(chunk);
    hashes.set(path, `md5:${hash.digest('hex')}`);
    if (hashes.size === listed.size) break;
  }
  return [...listed].map((path) => {
    const hash = hashes.get(path);
    if (hash === undefined) throw new Error(`it lists ${path} and does not bring it as a file`);
    return { path, hash };
  });
};

const sorted = (conffiles: readonly PackagedConffile[]): readonly PackagedConffile[] =>
  conffiles.toSorted((a, b) => (a.path < b.path ? -1 : 1));

const NOTHING = new Uint8Array();

/** `control.tar.xz` to `.xz`. */
const packingOf = (member: string): string => member.slice(member.indexOf('.tar') + '.tar'.length);
