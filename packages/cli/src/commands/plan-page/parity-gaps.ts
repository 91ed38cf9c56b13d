import type { PlanAnswer } from '@slipway/protocol/api';
import { countText, instantText, tableText } from '../../output/index.ts';
import { type Hostnames, nameOf } from './hostnames.ts';

/** What no environment before has proven, with the deadline that runs all the same. Empty where there is nothing. */
export const parityGapsText = (
  { report, gapDeadlines = [] }: PlanAnswer,
  hostnames: Hostnames,
  width: number | null,
): string => {
  const gaps = report.parityGaps ?? [];
  if (gaps.length === 0) return '';
  const dueOf = (name: string, version: string): string => {
    const due = gapDeadlines.find((one) => one.name === name && one.version === version)?.due ?? null;
    return due === null ? 'no deadline known' : instantText(due);
  };
  return tableText({
    columns: [{ title: 'target' }, { title: 'for' }, { title: 'due' }, { title: 'first on' }],
    rows: gaps.map(({ platform, name, architecture, version, hosts }) => [
      `${name}/${architecture} ${version}`,
      `${platform.distribution} ${platform.release}`,
      dueOf(name, version),
      `${countText(hosts.length, 'host')}: ${hosts.map((hostId) => nameOf(hostnames, hostId)).join(', ')}`,
    ]),
    width,
  });
};
