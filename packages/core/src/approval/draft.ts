// The text of a change request, drafted from the plan that it is about: what people would otherwise copy by hand, and copy
// wrongly. They may put it in their own words; the plan stays what is approved.

import type { Digest } from '../ids/index.ts';
import { type HostPlan, type PlanHeader, wayBackPlacesText } from '../plan/index.ts';
import type { ChecklistItem } from '../policy/index.ts';
import { explain } from '../reasons/index.ts';
import { restorePointScope } from '../restore-point/index.ts';
import { checklistLine } from './change-request.ts';

/** Of hosts, packages and advisories: what fills a screen. The plan has them all. */
const NAMED_MAX = 50;
const TITLE_NAMES_MAX = 3;

export interface DraftedChangeRequest {
  readonly title: string;
  readonly text: string;
  readonly backOut: string;
}

export const draftChangeRequest = (options: {
  readonly planDigest: Digest;
  readonly header: PlanHeader;
  readonly hostPlans: readonly HostPlan[];
  /** That the plan's packages answer. */
  readonly advisories: readonly string[];
  readonly checklist: readonly ChecklistItem[];
}): DraftedChangeRequest => {
  const { header, hostPlans, advisories, checklist, planDigest } = options;
  const names = [...new Set(hostPlans.flatMap(({ transaction }) => transaction.map(({ name }) => name)))].sort();
  const { environment, bounds, waves, failureBudgetHosts } = header;
  const text = [
    `${countOf(names.length, 'package')} on ${countOf(hostPlans.length, 'host')} of ${environment}.`,
    `Plan: ${planDigest}`,
    `Patch set: ${bounds.patchSetDigest}`,
    '',
    ...section(
      'Planned times (UTC)',
      bounds.occurrences.map(
        ({ startsAt, cutOffAt, endsAt }) => `${startsAt} to ${endsAt}; hosts begin before ${cutOffAt}`,
      ),
    ),
    ...section('Hosts', hostPlans.map(({ hostname }) => hostname).sort()),
    ...section('Packages', packagesOf(hostPlans)),
    ...section('Old kernels that go before the change', oldKernelsOf(hostPlans)),
    ...section('Answers', [...advisories].sort()),
    ...section('How', [
      `${countOf(waves.length, 'wave')}, at most ${countOf(bounds.awayMax, 'host')} away at once`,
      `stops by itself once more than ${countOf(failureBudgetHosts, 'host')} failed or were lost`,
      ...bounds.clusterLimits.map(
        ({ cluster, awayMax }) => `cluster ${cluster}: at most ${countOf(awayMax, 'host')} away`,
      ),
      `${countOf(hostPlans.filter(isRebooted).length, 'host')} may be rebooted`,
    ]),
    ...section('Checked before the first host begins', checklist.map(checklistLine)),
  ];
  return { title: titleOf(header, hostPlans, names), text: text.join('\n').trim(), backOut: backOutOf(hostPlans) };
};

const titleOf = ({ environment }: PlanHeader, hostPlans: readonly HostPlan[], names: readonly string[]): string => {
  const first = names.slice(0, TITLE_NAMES_MAX).join(', ');
  const more = names.length > TITLE_NAMES_MAX ? ` and ${names.length - TITLE_NAMES_MAX} more` : '';
  return `Patch ${countOf(hostPlans.length, 'host')} of ${environment}: ${first}${more}`;
};

/** Each change once, with the number of hosts that get it. */
const packagesOf = (hostPlans: readonly HostPlan[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { transaction } of hostPlans) {
    for (const { kind, name, from, to } of transaction) {
      const line = `${kind} ${name} ${from ?? '(none)'} -> ${to ?? '(none)'}`;
      counts.set(line, (counts.get(line) ?? 0) + 1);
    }
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([line, count]) => `${line}, ${countOf(count, 'host')}`);
};

/** Each package once, with the number of hosts that lose it. */
const oldKernelsOf = (hostPlans: readonly HostPlan[]): readonly string[] => {
  const going = hostPlans.flatMap(({ kernels }) => kernels?.before ?? []);
  return [...Map.groupBy(going, ({ name, architecture, version }) => `remove ${name} ${version} (${architecture})`)]
    .map(([line, same]) => `${line}, ${countOf(same.length, 'host')}`)
    .sort();
};

const isRebooted = ({ steps }: HostPlan): boolean =>
  steps.some(({ kind, run }) => kind === 'reboot' && run.how !== 'skip');

const backOutOf = (hostPlans: readonly HostPlan[]): string => {
  const alone = (when: 'automatic' | 'asked'): number =>
    hostPlans.filter(({ wayBack }) => wayBack.kind === 'packages' && wayBack.when === when).length;
  const [automatic, asked] = [alone('automatic'), alone('asked')];
  const restored = hostPlans.flatMap(({ hostname, wayBack, restorePoint }) =>
    wayBack.kind === 'restore-point' && restorePoint !== undefined
      ? [`${hostname}: ${restorePointScope(restorePoint)}`]
      : [],
  );
  const slowest = Math.max(0, ...hostPlans.map(({ wayBackSeconds }) => wayBackSeconds));
  const own = hostPlans.flatMap(({ hostname, wayBack }) =>
    wayBack.kind === 'packages' && wayBack.previous.some(({ place }) => place !== undefined)
      ? [`${hostname}: ${wayBackPlacesText(wayBack.previous)}`]
      : [],
  );
  const without = hostPlans.flatMap(({ hostname, wayBack }) =>
    wayBack.kind === 'none' ? [`${hostname}: ${explain(wayBack.reason)}`] : [],
  );
  return [
    ...(automatic > 0
      ? [
          `A host that fails goes back by itself to the versions it had, whose files are kept (${countOf(automatic, 'host')}).`,
        ]
      : []),
    ...(asked > 0
      ? [
          `A host that fails waits for a person, and goes back to the versions it had, whose files are kept (${countOf(asked, 'host')}).`,
        ]
      : []),
    ...section('Back by what the host has itself', own),
    ...(hostPlans.some(({ kernels }) => kernels?.before !== undefined)
      ? ['Old kernels that went before the change stay away; the one that runs and one more to boot are left.']
      : []),
    ...section('Back by restore point alone, with a reboot', restored),
    ...(automatic + asked + restored.length > 0
      ? [
          `The slowest needs ${Math.ceil(slowest / 60)} min for it; a host begins only while that fits before the end of the window.`,
        ]
      : []),
    ...section('No way back by packages', without),
    'Hosts that are done are taken back by a plan of their own, with its own approval.',
  ].join('\n');
};

const section = (title: string, lines: readonly string[]): readonly string[] => {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, NAMED_MAX).map((line) => `  ${line}`);
  const more = lines.length - shown.length;
  return [`${title}:`, ...shown, ...(more > 0 ? [`  and ${more} more: \`slipway plan show\` has them all`] : []), ''];
};

const countOf = (count: number, noun: string): string => `${count} ${count === 1 ? noun : `${noun}s`}`;
