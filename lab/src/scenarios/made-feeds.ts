import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptGet, execOk, type LabHost } from '../host/index.ts';

const QUESTION_TIMEOUT_MS = 60_000;

/** What a source package's update is: the version to reach, and the packages of the host that it moves. */
export interface PendingSource {
  readonly source: string;
  readonly fixedVersion: string;
  readonly packages: readonly string[];
}

/** A vulnerability of the lab's own making, about software that is really there. */
export interface MadeVulnerability {
  readonly id: string;
  readonly source: string;
  /** `null`: nobody has a fix. */
  readonly fixedVersion: string | null;
  /** A CVSS vector where somebody rated it. */
  readonly cvss: string | null;
}

/** By the host's own package manager and its signed indexes: security updates of the distribution, by source package. */
export async function pendingSources(host: LabHost): Promise<readonly PendingSource[]> {
  await aptGet(host, ['update']);
  const options = { timeoutMs: QUESTION_TIMEOUT_MS };
  const proposal = await execOk(host, ['apt-get', '-s', 'dist-upgrade'], options);
  const wanted = [...proposal.matchAll(/^Inst (\S+) \[\S+\] \((\S+) .*Debian-Security/gm)].map(
    ([, name = '', version = '']) => `${name}=${version}`,
  );
  const stanzas = wanted.length === 0 ? '' : await execOk(host, ['apt-cache', 'show', ...wanted], options);
  const found = new Map<string, PendingSource>();
  for (const stanza of stanzas.split('\n\n').filter((text) => text.trim() !== '')) {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.+)$`, 'm').exec(stanza)?.[1];
    const name = field('Package') ?? '';
    // `Source: name (version)` where they are not the package's own.
    const [, source = name, sourceVersion] = /^(\S+)(?: \((\S+)\))?$/.exec(field('Source') ?? '') ?? [];
    const known = found.get(source)?.packages ?? [];
    const fixedVersion = sourceVersion ?? field('Version') ?? '';
    found.set(source, { source, fixedVersion, packages: [...new Set([...known, name])] });
  }
  return [...found.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
}

/** A folder of OSV records as Debian publishes them, one for each vulnerability. Answers where it lies. */
export async function writeOsv(directory: string, made: readonly MadeVulnerability[], at: Date): Promise<string> {
  const folder = join(directory, 'osv');
  await mkdir(folder, { recursive: true });
  for (const { id, source, fixedVersion, cvss } of made) {
    const fixed = fixedVersion === null ? [] : [{ fixed: fixedVersion }];
    const record = {
      schema_version: '1.7.0',
      id: `DEBIAN-${id}`,
      modified: at.toISOString(),
      published: at.toISOString(),
      details: `Made by the lab for ${source}`,
      upstream: [id],
      ...(cvss === null ? {} : { severity: [{ type: 'CVSS_V3', score: cvss }] }),
      affected: [
        {
          package: { ecosystem: 'Debian:12', name: source },
          ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...fixed] }],
        },
      ],
    };
    await writeFile(join(folder, `${record.id}.json`), JSON.stringify(record));
  }
  return folder;
}

/** A list of known exploited vulnerabilities in the form of CISA's. Answers where it lies. */
export async function writeKev(directory: string, ids: readonly string[], at: Date): Promise<string> {
  const file = join(directory, 'known_exploited_vulnerabilities.json');
  const dateAdded = at.toISOString().slice(0, 10);
  const vulnerabilities = ids.map((cveID) => ({
    cveID,
    vulnerabilityName: 'Made by the lab',
    dateAdded,
    requiredAction: 'Apply the update.',
    knownRansomwareCampaignUse: 'Unknown',
  }));
  const catalogue = { title: 'The lab’s own', dateReleased: at.toISOString(), count: ids.length, vulnerabilities };
  await writeFile(file, JSON.stringify(catalogue));
  return file;
}
