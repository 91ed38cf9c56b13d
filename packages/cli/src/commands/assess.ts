import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import {
  type Assessment,
  assessSystem,
  cyclonedxOf,
  jsonOf,
  reaches,
  type SystemTexts,
  sarifOf,
} from '@slipway/assess';
import { asInstant } from '@slipway/core/time';
import { facingOf, laneOf } from '@slipway/core/urgency';
import { FEED_KINDS, type FeedSource } from '@slipway/feeds';
import type { Action, Invocation } from '../command/index.ts';
import { refused, wrongUse } from '../exit/index.ts';
import { textOfFile } from '../given-file/index.ts';
import { jsonText, reasonText } from '../output/index.ts';
import { VERSION } from '../version.ts';
import { assessmentText } from './assess-text.ts';

/** A status file of 10,000 packages has 12 MB. */
const PACKAGES_BYTES_MAX = 64 * 1024 * 1024;
/** Real ones have some hundred bytes. */
const OS_RELEASE_BYTES_MAX = 64 * 1024;

export const assess: Action = async (invocation) => {
  const { options, context } = invocation;
  const { terminal } = context;
  const locations = options.texts('feed');
  if (locations.length === 0) throw wrongUse('Name what to judge by: --feed LOCATION, once for each feed.');
  const failOn = laneOf(options.text('failOn') ?? undefined);
  const outcome = await assessSystem({
    system: await systemOf(invocation),
    sources: provenBy(sourcesOf(locations), options),
    facing: facingOf(options.text('facing') ?? undefined),
    now: asInstant(context.now().toISOString()),
  });
  if (!outcome.ok) throw refused(outcome.reason, 2);
  const assessment = outcome.value;
  terminal.out(textOf(assessment, invocation));
  const broken = assessment.feeds.flatMap((feed) => (feed.kind === 'refused' ? [feed] : []));
  for (const { source, reason } of broken) terminal.err(`slipway: ${source.name}: ${reasonText(reason)}\n`);
  // What an unread feed would have said nobody knows: that is no clean bill, whatever else was found.
  if (broken.length > 0) return 1;
  return failOn !== null && reaches(assessment, failOn) ? 6 : 0;
};

const textOf = (assessment: Assessment, { options, context }: Invocation): string => {
  const form = options.is('json') ? 'json' : options.need('output');
  switch (form) {
    case 'json':
      return jsonText(jsonOf(assessment));
    case 'sarif':
      return jsonText(sarifOf(assessment, VERSION));
    case 'cyclonedx':
      return jsonText(cyclonedxOf(assessment, { version: VERSION, serial: randomUUID() }));
    default:
      return assessmentText(assessment, context.terminal);
  }
};

const systemOf = async ({ options }: Invocation): Promise<SystemTexts> => {
  const dpkg = options.text('dpkgStatus');
  const rpm = options.text('rpmList');
  if ((dpkg === null) === (rpm === null)) throw wrongUse('One of --dpkg-status and --rpm-list is expected.');
  const packages =
    dpkg === null
      ? ({ kind: 'rpm-list', text: await packagesIn(rpm ?? '', '--rpm-list') } as const)
      : ({ kind: 'dpkg-status', text: await packagesIn(dpkg, '--dpkg-status') } as const);
  const osRelease = await textOfFile(options.need('osRelease'), {
    what: '--os-release',
    bytesMax: OS_RELEASE_BYTES_MAX,
  });
  return { osRelease, packages, runningKernel: options.text('runningKernel') };
};

const packagesIn = async (path: string, what: string): Promise<string> =>
  await textOfFile(path, { what, bytesMax: PACKAGES_BYTES_MAX });

/** Named by their file; the second of a name gets a number, since every verdict names its feed. */
const sourcesOf = (locations: readonly string[]): readonly FeedSource[] => {
  const names = new Set<string>();
  return locations.map((given) => {
    const { kind, location } = kindOf(given);
    const base = baseOf(location);
    let name = base;
    for (let count = 2; names.has(name); count += 1) name = `${base} (${count})`;
    names.add(name);
    return { name, kind, location, release: null, sha256: null, keyring: null };
  });
};

/** A word about a feed that is not there would prove nothing, and nobody would notice. */
const provenBy = (sources: readonly FeedSource[], options: Invocation['options']): readonly FeedSource[] => {
  const [hashes, keyrings] = [options.pairs('sha256'), options.pairs('keyring')];
  const stranger = [...Object.keys(hashes), ...Object.keys(keyrings)].find(
    (of) => !sources.some(({ name }) => name === of),
  );
  if (stranger !== undefined) {
    throw wrongUse(`No feed is called "${stranger}"; there are ${sources.map(({ name }) => name).join(', ')}.`);
  }
  const own = (of: Readonly<Record<string, string>>, name: string) =>
    Object.hasOwn(of, name) ? (of[name] ?? null) : null;
  return sources.map((source) => ({
    ...source,
    sha256: own(hashes, source.name),
    keyring: own(keyrings, source.name),
  }));
};

/** Never what an address may carry beside its path: a name is printed, and a token or password in it would be, too. */
const baseOf = (location: string): string => {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(location) ? URL.parse(location) : null;
  const path = url === null ? location : url.pathname;
  return basename(path.replace(/\/+$/, '')) || (url?.host ?? '') || 'feed';
};

/** `KIND=LOCATION`, else the content tells its kind. */
const kindOf = (given: string): Pick<FeedSource, 'kind' | 'location'> => {
  const [, word, location] = /^([a-z-]+)=(.+)$/s.exec(given) ?? [];
  if (word === undefined || location === undefined) return { kind: null, location: given };
  const kind = FEED_KINDS.find((known) => known === word);
  if (kind === undefined) throw wrongUse(`--feed: "${word}" is no kind of feed; there are ${FEED_KINDS.join(', ')}.`);
  return { kind, location };
};
