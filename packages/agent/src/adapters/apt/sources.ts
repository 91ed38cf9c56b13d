// The reporter's view of the host's own sources: the host's addresses, keys, pins and proxies, but lists and caches in a
// folder of the reporter's. The host's own lists are neither read nor written.

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AptContext } from './host.ts';

/** Options that every question about the host's sources begins with. */
export const sourceOptions = (context: Pick<AptContext, 'directory'>): readonly string[] => [
  // Read after the host's own files and therefore stronger; where it is missing apt refuses.
  '--config-file',
  join(context.directory, CONFIGURATION),
];

const CONFIGURATION = 'sources.conf';

const folderOf = (context: Pick<AptContext, 'directory'>): string => join(context.directory, 'sources');
/** Where apt keeps the indexes of these sources. */
export const listsFolder = (context: Pick<AptContext, 'directory'>): string => join(folderOf(context), 'lists');

/** What was fetched before it was said how to keep it: the next fetch would find it unchanged, and keep it so for months. */
export const dropCompressedLists = async (context: Pick<AptContext, 'directory'>): Promise<void> => {
  const folder = listsFolder(context);
  for (const name of await readdir(folder)) if (/_Packages\.\w+$/.test(name)) await rm(join(folder, name));
};

/** Safe to repeat. */
export const prepareSources = async (context: Pick<AptContext, 'directory' | 'host'>): Promise<void> => {
  const folder = folderOf(context);
  for (const name of ['lists/partial', 'cache/archives/partial']) await mkdir(join(folder, name), { recursive: true });
  await writeFile(
    join(context.directory, CONFIGURATION),
    `${[
      // The host's hooks are for people and for root; unprivileged they fail, and a failed one fails the whole look.
      '#clear AptCli::Hooks;',
      '#clear APT::Update::Pre-Invoke;',
      '#clear APT::Update::Post-Invoke;',
      '#clear APT::Update::Post-Invoke-Success;',
      `Dir::State::Lists "${listsFolder(context)}";`,
      // They are read here too (list-stanzas.ts), and small images keep them compressed.
      'Acquire::GzipIndexes "false";',
      `Dir::State::status "${context.host.dpkgAdminDirectory}/status";`,
      `Dir::State::extended_states "${context.host.extendedStates}";`,
      `Dir::Cache "${folder}/cache";`,
      // Some images empty these names so that nothing is cached; each question would then read 60 MB of lists.
      'Dir::Cache::pkgcache "pkgcache.bin";',
      'Dir::Cache::srcpkgcache "srcpkgcache.bin";',
      'Dir::Cache::archives "archives/";',
      // What is pending are versions and what they need, not what somebody might like besides.
      'APT::Install-Recommends "false";',
      'Acquire::Languages "none";',
      // A source that could not be read makes the whole refresh fail; without this apt ends with 0 (apt-get(8)).
      'APT::Update::Error-Mode "any";',
      'Acquire::Retries "2";',
      'Acquire::http::Timeout "30";',
      'Acquire::https::Timeout "30";',
      ...context.host.settings,
    ].join('\n')}\n`,
  );
};
