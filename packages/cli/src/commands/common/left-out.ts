// Updates that a cut could not take, as people see them.

import type { Cut } from '@slipway/protocol/api';
import { countText, reasonText, tableText } from '../../output/index.ts';
import type { Terminal } from '../../terminal/index.ts';

/** Empty where nothing was. */
export const leftOutText = (leftOut: Cut['leftOut'], { width, style }: Pick<Terminal, 'width' | 'style'>): string => {
  if (leftOut === undefined) return '';
  const { count, updates } = leftOut;
  const table = tableText({
    columns: [
      { title: 'package' },
      { title: 'version' },
      { title: 'for' },
      { title: 'hosts', align: 'right' },
      { title: 'why', shrinks: true },
    ],
    rows: updates.map(({ name, version, platform, hosts, reason }) => [
      name,
      version,
      `${platform.distribution} ${platform.release} ${platform.architecture}`,
      String(hosts),
      reasonText(reason),
    ]),
    width,
    header: style.bold,
  });
  const more = count > updates.length ? `and ${count - updates.length} more\n` : '';
  return `Left out: ${countText(count, 'update')}, still pending on their hosts.\n${table}${more}`;
};
