// What is on this host from outside the distribution, as text.

import type { Listing, ThirdPartyPackage, ThirdPartyPackages, UnmanagedSoftware } from '@slipway/core/inventory';
import { originText } from '@slipway/core/patch-set';
import type { Scan } from './scan.ts';
import { section } from './section.ts';

/** Of each kind; `--json` has all. */
const SHOWN_MAX = 20;

export const thirdPartySections = ({ thirdParty, unmanaged }: Scan): readonly string[] => [
  ...packageSections(thirdParty),
  ...unmanagedSections(unmanaged),
];

const packageSections = (found: ThirdPartyPackages): readonly string[] => {
  if (found.kind === 'unknown') return ['', `Where packages come from is unknown: ${found.detail}`];
  const unknown = found.unknown === 0 ? [] : ['', `The origin of ${found.unknown} packages is unknown.`];
  return [
    ...found.origins.flatMap(({ origin, uri, packages }) =>
      section(
        `Packages of ${originText(origin) || uri || 'an unnamed repository'}`,
        bounded(packages.map(packageText)),
      ),
    ),
    ...section('Packages of no repository', bounded(found.none.map(packageText))),
    ...unknown,
  ];
};

const packageText = ({ name, version, newer }: ThirdPartyPackage): string =>
  `${name} ${version}${newer === null ? '' : `, newest there ${newer}`}`;

const unmanagedSections = (found: UnmanagedSoftware): readonly string[] => {
  if (found.kind === 'unknown') return ['', `What no package owns is unknown: ${found.detail}`];
  const bundle = ({ name, version }: { readonly name: string; readonly version: string }): string =>
    `${name} ${version}`;
  return [
    ...listing('Programs that no package owns', found.programs, ({ path }) => path),
    ...listing('Snaps', found.snaps, bundle),
    ...listing('Flatpaks', found.flatpaks, bundle),
    ...listing('Containers', found.containers, ({ engine, name, image }) =>
      image === null ? `${name} (${engine})` : `${name} (${engine}, ${image})`,
    ),
  ];
};

const listing = <Item>(title: string, found: Listing<Item>, textOf: (item: Item) => string): readonly string[] => {
  if (found.kind === 'unknown') return ['', `${title}: unknown: ${found.detail}`];
  const { items, total } = found;
  if (total === null && items.length === 0) return ['', `${title}: none found, not everything could be looked at`];
  const cut = total === null ? ' (not everything could be looked at)' : total > items.length ? ` (of ${total})` : '';
  return section(`${title}${cut}`, bounded(items.map(textOf)));
};

const bounded = (items: readonly string[]): readonly string[] =>
  items.length <= SHOWN_MAX
    ? items
    : [...items.slice(0, SHOWN_MAX), `and ${items.length - SHOWN_MAX} more, shown with --json`];
