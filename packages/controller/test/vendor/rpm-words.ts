// How stanzas and frozen indexes of rpm are read in tests: with patterns, not with the product's own parser.

import type { ArchiveWords } from '@slipway/testkit/contracts';

type Facts = ReturnType<ArchiveWords['factsOf']>;

const factsOfPrimary = (primary: string): Facts => {
  const of = (pattern: RegExp): string => pattern.exec(primary)?.[1] ?? '';
  const version = /<version epoch="(\d+)" ver="([^"]+)" rel="([^"]+)"\/>/.exec(primary);
  const [, epoch = '0', ver = '', rel = ''] = version ?? [];
  return {
    name: of(/<name>([^<]+)</),
    version: `${epoch === '0' ? '' : `${epoch}:`}${ver}-${rel}`,
    architecture: of(/<arch>([^<]+)</),
    sha256: of(/<checksum type="sha256" pkgid="YES">([^<]+)</),
    sizeBytes: Number(of(/<size package="(\d+)"/)),
    fileName: of(/<location href="([^"]+)"\/>/),
    needs: of(/<rpm:requires>([\s\S]*)<\/rpm:requires>/),
  };
};

interface Written {
  readonly schema: string;
  readonly packages: readonly { readonly primary: string }[];
}

export const ALMA_9 = { distribution: 'almalinux', release: '9', architecture: 'x86_64' };

/** Of a host of AlmaLinux 9. */
export const RPM_WORDS: ArchiveWords = {
  platform: ALMA_9,
  architecture: 'noarch',
  factsOf: (stanza) => factsOfPrimary((JSON.parse(stanza) as { readonly primary: string }).primary),
  factsIn: (index) =>
    (JSON.parse(Buffer.from(index).toString('utf8')) as Written).packages.map(({ primary }) => factsOfPrimary(primary)),
  fileName: (hex) => `${hex}.rpm`,
};
