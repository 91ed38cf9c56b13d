// A package as a product of the tree names it: by purl where there is one, else by the product's id.

import { parseRpmVersion } from '@slipway/core/version';
import { isRpmName } from './rpm-name.ts';

export interface Component {
  readonly name: string;
  /** `epoch:version-release`, without an epoch of 0; `null`: the package whatever its version. */
  readonly version: string | null;
  /** `null`: of every architecture. */
  readonly architecture: string | null;
  readonly kind: 'source' | 'binary';
  readonly module: string | null;
}

/** `null`: no RPM (a container, a jar, a module as such). */
export const componentOf = (id: string, purl: string | null): Component | null => {
  const found = purl === null ? fromId(id) : fromPurl(purl);
  if (found === null || !isRpmName(found.name)) return null;
  // Some files leave `rpmmod` out of the purl and have `::ruby:3.1` behind the id.
  const module = found.module ?? moduleOf(/::([^:]+:[^:]+)$/.exec(id)?.[1] ?? null);
  return { ...found, module };
};

export const isVersion = (version: string): boolean => parseRpmVersion(version).ok;

/** `ruby:2.7` of `ruby:2.7:8080020230427102918:63b34585`. */
export const moduleOf = (label: string | null): string | null => {
  const [name = '', stream = ''] = label?.split(':') ?? [];
  return name === '' || stream === '' || /\s/.test(name + stream) ? null : `${name}:${stream}`;
};

/** `pkg:rpm/redhat/bind@9.8.2-0.68.rc1.el6_10.17?arch=x86_64&epoch=32&rpmmod=…` */
const PURL = /^pkg:rpm\/(?:[^/?#@]+\/)?([^/?#@]+)(?:@([^?#]+))?(?:\?([^#]*))?$/;
const PURL_LENGTH_MAX = 1000;

const fromPurl = (purl: string): Component | null => {
  const parts = purl.length > PURL_LENGTH_MAX ? null : PURL.exec(purl);
  if (parts === null) return null;
  const [name, version] = [decoded(parts[1] ?? ''), parts[2] === undefined ? null : decoded(parts[2])];
  const qualifiers = new URLSearchParams(parts[3] ?? '');
  if (name === null || (version === null && parts[2] !== undefined)) return null;
  return component({
    name,
    version: version === null ? null : withEpoch(qualifiers.get('epoch') ?? '0', version),
    architecture: qualifiers.get('arch'),
    module: moduleOf(qualifiers.get('rpmmod')),
  });
};

/** `telnet-1:0.17-65.el7_6.src`: before 2023 products had no purl. */
const ID = /^([^\s/]+)-(\d+):([^-:\s/]+-[^-:\s/]+)\.([a-z0-9_]+)(?:::[^:]+:[^:]+)?$/;
const ID_LENGTH_MAX = 500;

const fromId = (id: string): Component | null => {
  const parts = id.length > ID_LENGTH_MAX ? null : ID.exec(id);
  if (parts === null) return null;
  const [, name = '', epoch = '0', version = '', architecture = ''] = parts;
  return component({ name, version: withEpoch(epoch, version), architecture, module: null });
};

const component = (found: Omit<Component, 'kind'>): Component => ({
  ...found,
  architecture: found.architecture === 'noarch' || found.architecture === 'src' ? null : found.architecture,
  kind: found.architecture === 'src' ? 'source' : 'binary',
});

const withEpoch = (epoch: string, version: string): string => (epoch === '0' ? version : `${epoch}:${version}`);

/** A purl's `+` is one, unlike in a query. */
const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};
