import { endpoints, type PackageCount, type PackageDetail, type PackageHostsAnswer } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { allPages } from '../connection/index.ts';
import { wrongUse } from '../exit/index.ts';
import { countText, tableText } from '../output/index.ts';
import { asOfOf, asOfText, given, present, printTable } from './common/index.ts';

export const packageList: Action = async (invocation) => {
  const api = await invocation.context.api();
  const items = await allPages(api, endpoints.packages.list, { query: given({ name: invocation.args[0] }) });
  printTable(invocation, {
    items,
    columns: [
      { title: 'package' },
      { title: 'architecture' },
      { title: 'version' },
      { title: 'hosts', align: 'right' },
    ],
    row: ({ name, architecture, version, hosts }) => [name, architecture, version, String(hosts)],
    empty: 'No host that has reported has such a package.',
  });
  return 0;
};

export const packageCounts: Action = async (invocation) => {
  const api = await invocation.context.api();
  const publisher = publisherOf(invocation.options.text('publisher'));
  const items = await allPages(api, endpoints.packages.counts, {
    query: given({ text: invocation.args[0], publisher }),
  });
  printTable(invocation, {
    items,
    columns: [
      { title: 'package' },
      { title: 'installations', align: 'right' },
      { title: 'versions', align: 'right' },
      { title: 'published by' },
      { title: 'most have', shrinks: true },
    ],
    row: ({ name, installations, versions, publishers, releases }) => [
      name,
      String(installations),
      String(versions),
      publishers.map((one) => PUBLISHED_BY[one]).join(', '),
      releases
        .map(({ release, versions: [first, ...others] }) => `${mostOf(first, others)} (${releaseText(release)})`)
        .join(', '),
    ],
    empty: 'No host that has reported has such a package.',
  });
  return 0;
};

const PUBLISHED_BY = { distribution: 'the distribution', foreign: 'a third party', unknown: 'unknown' } as const;

const publisherOf = (text: string | null): keyof typeof PUBLISHED_BY | null =>
  text === 'distribution' || text === 'foreign' || text === 'unknown' ? text : null;

type Counted = PackageCount['releases'][number]['versions'][number];

const mostOf = (first: Counted | undefined, others: readonly Counted[]): string =>
  first === undefined
    ? '-'
    : others.reduce((most, one) => (one.installations > most.installations ? one : most), first).version;

const releaseText = ({ distribution, release }: PackageDetail['releases'][number]['release']): string =>
  `${distribution} ${release}`;

export const packageShow: Action = async (invocation) => {
  const api = await invocation.context.api();
  const answer = await api.call(endpoints.packages.show, { params: { name: invocation.args[0] ?? '' } });
  present(invocation, answer, () => detailText(answer, invocation));
  return 0;
};

const detailText = ({ name, hosts, releases, waiting }: PackageDetail, { context }: Invocation): string => {
  const { width, style } = context.terminal;
  const head = `${countText(hosts, 'host')} ${hosts === 1 ? 'has' : 'have'} ${name}, of those that have reported.\n`;
  const parts = releases.map(({ release, versions }) => {
    const table = tableText({
      columns: [
        { title: 'version' },
        { title: 'architecture' },
        { title: 'hosts', align: 'right' },
        { title: 'published by' },
        { title: 'needs', shrinks: true },
      ],
      rows: versions.map((one) => [
        one.version,
        one.architecture,
        String(one.installations),
        PUBLISHED_BY[one.publisher],
        one.needs.map(({ sourcePackage, fixedVersion }) => needText(sourcePackage, fixedVersion)).join(', ') || '-',
      ]),
      width,
      header: style.bold,
    });
    return `\n${style.bold(releaseText(release))}\n${table}`;
  });
  const rest = waiting ? '\nSome version is still to be judged: what it needs is not known yet.\n' : '';
  return `${head}${parts.join('')}${rest}`;
};

const needText = (sourcePackage: string, fixedVersion: string | null): string =>
  fixedVersion === null ? `${sourcePackage}: no fix yet` : `${sourcePackage} ${fixedVersion}`;

export const packageHosts: Action = async (invocation) => {
  const { args, context, options } = invocation;
  const { name, below } = questionOf(args[0] ?? '', options.text('below'));
  const asOf = asOfOf(invocation);
  const api = await context.api();
  const query = given({ below, format: formatOf(options.text('format')), asOf });
  const asked = { params: { name }, query };
  const first = await api.call(endpoints.packages.hosts, { ...asked, query: { ...query, limit: PAGE } });
  const items = [...first.items];
  let { next } = first;
  while (next !== null && options.is('all')) {
    const page = await api.call(endpoints.packages.hosts, { ...asked, query: { ...query, limit: 1000, after: next } });
    items.push(...page.items);
    next = page.next;
  }
  const answer = { hosts: first.hosts, items, next };
  present(invocation, answer, () => `${asOfText(asOf)}${hostsText(answer, { name, below }, invocation)}`);
  return 0;
};

/** A screen or two: the count is what is asked for first. */
const PAGE = 100;

interface Question {
  readonly name: string;
  readonly below: string | null;
}

/** `NAME`, or `NAME < VERSION` as one argument; `--below` says the same. */
const questionOf = (text: string, option: string | null): Question => {
  const [, name, version] = /^\s*([^\s<]+)\s*(?:<\s*([^\s<=]+)\s*)?$/.exec(text) ?? [];
  if (name === undefined) throw wrongUse(`"${text}" is neither NAME nor 'NAME < VERSION'.`);
  if (version !== undefined && option !== null) throw wrongUse('One of --below and < is expected, not both.');
  return { name, below: version ?? option };
};

const formatOf = (text: string | null): 'deb' | 'rpm' | null => (text === 'deb' || text === 'rpm' ? text : null);

const hostsText = (
  { hosts, items, next }: Pick<PackageHostsAnswer, 'hosts' | 'items' | 'next'>,
  { name, below }: Question,
  { context }: Invocation,
): string => {
  const { width, style } = context.terminal;
  const what = `${name}${below === null ? '' : ` below ${below}`}`;
  const head = `${countText(hosts, 'host')} ${hosts === 1 ? 'has' : 'have'} ${what}, of those that have reported.\n`;
  if (items.length === 0) return head;
  const table = tableText({
    columns: [
      { title: 'host', shrinks: true },
      { title: 'id' },
      { title: 'environment' },
      { title: 'version' },
      { title: 'architecture' },
      { title: 'notes' },
    ],
    rows: items.map((item) => [
      item.hostname,
      item.hostId,
      item.environment ?? '-',
      item.package.version,
      item.package.architecture,
      [
        ...(item.package.held ? ['held'] : []),
        ...(item.package.state === 'installed' ? [] : [item.package.state]),
      ].join(', '),
    ]),
    width,
    header: style.bold,
  });
  const rest = next === null ? '' : `\nThese are the first ${items.length}; \`--all\` lists every one.\n`;
  return `${head}\n${table}${rest}`;
};
