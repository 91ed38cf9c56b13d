import type { Bounds, PlanHeader } from '@slipway/core/plan';
import { countText, durationText, instantText, type Line, linesText } from '../../output/index.ts';
import { ruleText } from '../common/index.ts';
import { type Hostnames, nameOf } from './hostnames.ts';

interface BoundsPage {
  readonly header: PlanHeader;
  readonly hostnames: Hostnames;
  readonly width: number | null;
}

/** What an approval allows, and nothing beyond it. */
export const boundsText = ({ header, hostnames, width }: BoundsPage): string =>
  linesText(linesOf(header, hostnames), width);

const linesOf = (
  { bounds, waves, failureBudgetHosts, approval }: PlanHeader,
  hostnames: Hostnames,
): readonly Line[] => [
  ['patch set', bounds.patchSetDigest],
  ['hosts', `${bounds.hosts.length}: ${bounds.hosts.map((hostId) => nameOf(hostnames, hostId)).join(', ')}`],
  ['changes', changesText(bounds.changes)],
  ['windows', bounds.occurrences.map(occurrenceText).join('\n') || 'none'],
  ['away at once', `at most ${countText(bounds.awayMax, 'host')} of this rollout`],
  ...bounds.clusterLimits.map(
    ({ cluster, awayMax, members }): Line => [
      `cluster ${cluster}`,
      `at most ${awayMax} of ${members.length} away: ${members.map((hostId) => nameOf(hostnames, hostId)).join(', ')}`,
    ],
  ),
  ...(bounds.labels === undefined ? [] : [['labels', labelsText(bounds.labels)] as const]),
  ['waves', String(waves.length)],
  ['failures', `stops once more than ${countText(failureBudgetHosts, 'host')} failed or were lost`],
  ['approval', ruleText(approval)],
  ['expires', instantText(bounds.expiresAt)],
];

const labelsText = (labelled: NonNullable<Bounds['labels']>): string => {
  const names = [...new Set(labelled.flatMap(({ labels }) => Object.keys(labels)))];
  return `${names.join(', ')} as they were at planning; a host of which one moves leaves the rollout`;
};

const changesText = ({ newDependencies, removals, downgrades }: Bounds['changes']): string =>
  [
    'upgrades',
    `new dependencies ${newDependencies}`,
    removals.length === 0 ? 'no removal' : `removal of ${removals.join(', ')}`,
    downgrades === 'allowed' ? 'VERSIONS MAY GO DOWN' : 'versions never go down',
  ].join('; ');

const occurrenceText = ({ startsAt, cutOffAt, endsAt }: Bounds['occurrences'][number]): string => {
  const hours = (Date.parse(endsAt) - Date.parse(startsAt)) / 1000;
  return `${instantText(startsAt)} to ${instantText(endsAt)} (${durationText(hours)}); hosts begin until ${instantText(cutOffAt)}`;
};
