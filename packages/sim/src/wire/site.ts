// What the vendor publishes, signed and served as vendors do it: the packages of the simulated world.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openVendorSite } from '@slipway/testkit/vendor-site';
import { realCrypto } from '../controller/index.ts';
import { ARCHIVE_ORIGIN, simulatedArchive } from '../world/index.ts';

export interface Site {
  readonly uri: string;
  /** A keyring of the vendor's. */
  readonly keyring: string;
  readonly published: readonly (readonly [name: string, version: string])[];
  close(): void;
}

const NAME = 'vendor';
/** As the hosts' own sources name it. */
const SUITE = 'stable-security';

export const openSite = async (published: Site['published']): Promise<Site> => {
  const site = await openVendorSite();
  const keyring = site.makeKey(NAME);
  const archive = simulatedArchive(realCrypto.sha256);
  for (const [name, version] of published) archive.publish(name, version);
  const entries = [...new Set(published.map(([name]) => name))].flatMap((name) => archive.files(name));
  const { origin: Origin, label: Label, codename: Codename } = ARCHIVE_ORIGIN;
  const stanzas = entries.map(({ stanza }) => stanza).join('\n');
  const { uri } = site.publish(NAME, stanzas, { Origin, Label, Codename }, SUITE);
  for (const { path, bytes } of entries) {
    const file = join(site.root, NAME, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return { uri, keyring, published, close: () => site.close() };
};
