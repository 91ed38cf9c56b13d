// A file of the package store into the cache, once.

import type { PackageFile } from '@slipway/core/patch-set';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { ReporterPorts } from './reporter-ports.ts';

export const fetchFile = async (
  ports: Pick<ReporterPorts, 'content' | 'link'>,
  file: PackageFile,
): Promise<Outcome<string>> => {
  const found = await ports.content.find(file.sha256);
  return found === null ? await ports.content.store(file, ports.link.fetchContent(file.sha256)) : ok(found);
};
