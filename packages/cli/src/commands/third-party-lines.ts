// What a host has from outside its distribution, for people: packages by origin, and what no package owns.

import { originText } from '@slipway/core/patch-set';
import type { HostDetail, ThirdParty } from '@slipway/protocol/api';
import { bytesText, countText, type Line, shortDigest } from '../output/index.ts';

/** Of each kind, unless all are asked for: the page is read from its top. */
const SHOWN_MAX = 8;

type Inventory = NonNullable<HostDetail['inventory']>;
type Extent = 'some' | 'all';

export const thirdPartyLines = ({ thirdParty, rest }: Inventory, extent: Extent): readonly Line[] => [
  ['third party', packagesText(thirdParty, extent)],
  ['unmanaged', rest.unmanaged === undefined ? NOT_LOOKED : unmanagedText(rest.unmanaged, extent)],
];

const NOT_LOOKED = 'unknown: the agent of this host does not look for it yet';

const packagesText = (found: ThirdParty, extent: Extent): string => {
  if (found.kind === 'unknown') return `unknown: ${found.detail}`;
  const groups = found.origins.flatMap(({ origin, uri, packages }) =>
    group(`of ${originText(origin) || uri || 'an unnamed repository'}`, packages.map(packageText), { extent }),
  );
  const none = group('of no repository', found.none.map(packageText), { extent });
  const unknown = found.unknown === 0 ? [] : [`of unknown origin: ${countText(found.unknown, 'package')}`];
  return [...groups, ...none, ...unknown].join('\n') || 'none: every package is of the distribution';
};

type ThirdPartyPackage = Extract<ThirdParty, { kind: 'known' }>['none'][number];

const packageText = ({ name, version, newer, listed }: ThirdPartyPackage): string => {
  const place = newer === null ? (listed === 'by-another' ? ', no longer there' : '') : `, newest there ${newer}`;
  return `${name} ${version}${place}`;
};

type Unmanaged = NonNullable<Inventory['rest']['unmanaged']>;
type Known = Extract<Unmanaged, { kind: 'known' }>;

const unmanagedText = (found: Unmanaged, extent: Extent): string => {
  if (found.kind === 'unknown') return `unknown: ${found.detail}`;
  const rows = [
    ...listing('programs', found.programs, programText, extent),
    ...listing('snaps', found.snaps, bundleText, extent),
    ...listing('flatpaks', found.flatpaks, bundleText, extent),
    ...listing('containers', found.containers, containerText, extent),
  ];
  return rows.join('\n') || 'none';
};

const programText = ({ path, sizeBytes, sha256, seen }: ItemOf<Known['programs']>): string =>
  [
    path,
    bytesText(sizeBytes),
    ...(sha256 === null ? [] : [shortDigest(sha256)]),
    ...(seen === 'running' ? ['runs'] : []),
  ].join(', ');
const bundleText = ({ name, version }: ItemOf<Known['snaps']>): string => `${name} ${version}`;
const containerText = ({ engine, name, image }: ItemOf<Known['containers']>): string =>
  `${name} (${engine}${image === null ? '' : `, ${image}`})`;

type Listing = Known[keyof Omit<Known, 'kind' | 'asOf'>];
type ItemOf<L extends Listing> = Extract<L, { kind: 'known' }>['items'][number];

const listing = <Item>(
  title: string,
  found:
    | { readonly kind: 'known'; readonly items: readonly Item[]; readonly total: number | null }
    | { readonly kind: 'unknown'; readonly detail: string },
  textOf: (item: Item) => string,
  extent: Extent,
): readonly string[] => {
  if (found.kind === 'unknown') return [`${title}: unknown: ${found.detail}`];
  const { items, total } = found;
  if (items.length === 0 && total === null) return [`${title}: none found, not everything could be looked at`];
  return group(title, items.map(textOf), { extent, total });
};

/** A head with the number, what is shown below it, and what is not. Nothing where there is nothing. */
const group = (
  title: string,
  items: readonly string[],
  { extent, total = items.length }: { readonly extent: Extent; readonly total?: number | null },
): readonly string[] => {
  if (items.length === 0) return [];
  const shown = extent === 'all' ? items : items.slice(0, SHOWN_MAX);
  const left = items.length - shown.length;
  return [
    `${title}: ${items.length}${cutText(items.length, total)}`,
    ...shown.map((item) => `  ${item}`),
    ...(left === 0 ? [] : [`  and ${left} more, shown with --all`]),
  ];
};

const cutText = (listed: number, total: number | null): string => {
  if (total === null) return ', not everything could be looked at';
  return total > listed ? ` of ${total}: the host's list is cut at ${listed}` : '';
};
