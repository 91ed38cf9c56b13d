// The machine that carries the lab: where its packages come from, how it resolves names, what it must lend to hosts
// (a message bus, forwarding). What it lends is written down and taken back with the last lab.
//
// May import: process/, state/, mount/ and the lab's top-level files.
export { aptSettingLines } from './apt-settings.ts';
export { readAptSources } from './apt-sources.ts';
export { type ArchiveSource, pickArchive, sourceStanza } from './archive.ts';
export { archiveFiles } from './archive-files.ts';
export { lend, takeBack } from './lend.ts';
export { hostResolver } from './resolver.ts';
