// `<package name= epoch= version= release= arch=>`: one built package that carries the update.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { parseRpmVersion } from '@slipway/core/version';
import { plainText } from '../reading/index.ts';
import { attributeIn, type XmlElement } from '../xml/index.ts';

export interface ListedPackage {
  readonly name: string;
  /** `epoch:version-release`, without an epoch of 0. */
  readonly version: string;
  /** `null`: of every architecture. */
  readonly architecture: string | null;
  readonly module: string | null;
}

/** `null`: a source package, which no host has installed. */
export const readPackage = (element: XmlElement, module: string | null): Outcome<ListedPackage | null> => {
  const architecture = attributeIn(element, 'arch');
  if (architecture === 'src' || architecture === 'nosrc') return ok(null);
  const name = attributeIn(element, 'name');
  const [version, release] = [attributeIn(element, 'version'), attributeIn(element, 'release')];
  if (name === null || version === null || release === null || !/^\S{1,200}$/.test(name))
    return refuse('record-unreadable', {
      detail: `a package without name, version or release: ${plainText(name ?? 'unnamed', 80)}`,
    });
  if (architecture !== null && !/^[A-Za-z0-9_]{1,40}$/.test(architecture))
    return refuse('record-unreadable', { detail: `"${plainText(architecture, 40)}" is no architecture` });
  // A missing epoch in an advisory is 0; on a host it would be lost.
  const epoch = attributeIn(element, 'epoch') ?? '0';
  const whole = /^0+$/.test(epoch) ? `${version}-${release}` : `${epoch}:${version}-${release}`;
  const parsed = parseRpmVersion(whole);
  if (!parsed.ok) return parsed;
  return ok({
    name,
    version: whole,
    architecture: architecture === 'noarch' ? null : architecture,
    module,
  });
};
