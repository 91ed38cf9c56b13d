import type { RollbackScopeAnswer } from '@slipway/protocol/api';
import { countText, reasonText, tableText } from '../../output/index.ts';
import type { Style } from '../../terminal/index.ts';
import { changeText } from '../plan-page/index.ts';

type Host = RollbackScopeAnswer['hosts'][number];
type Version = RollbackScopeAnswer['versions'][number];

export const rollbackPage = (
  scope: RollbackScopeAnswer,
  { width, style }: { readonly width: number | null; readonly style: Style },
): string => {
  const { rolloutId, environment, hosts } = scope;
  const back = hosts.filter(({ reason }) => reason === null);
  const sections: readonly (readonly [string, string])[] = [
    [`${rolloutId} in ${environment}: ${countText(back.length, 'host')} can be taken back`, hostsText(back, width)],
    ['Cannot be taken back', leftOutText(hosts, width)],
    ['Kept from all hosts from then on, until somebody lifts it', versionsText(scope, width)],
    ['Not taken back', staysText(back)],
  ];
  return sections
    .filter(([, text]) => text !== '')
    .map(([title, text]) => `${style.bold(title)}\n${text}`)
    .join('\n');
};

const hostsText = (hosts: readonly Host[], width: number | null): string =>
  hosts.length === 0
    ? 'none\n'
    : tableText({
        columns: [{ title: 'host' }, { title: 'goes back', shrinks: true }],
        rows: hosts.map(({ hostname, changes }) => [hostname, changes.map(changeText).join(', ')]),
        width,
      });

const leftOutText = (hosts: readonly Host[], width: number | null): string => {
  const rows = hosts.flatMap(({ hostname, reason }) => (reason === null ? [] : [[hostname, reasonText(reason)]]));
  if (rows.length === 0) return '';
  return tableText({ columns: [{ title: 'host' }, { title: 'why', shrinks: true }], rows, width });
};

const versionsText = ({ versions }: RollbackScopeAnswer, width: number | null): string => {
  if (versions.length === 0) return '';
  return tableText({
    columns: [{ title: 'package' }, { title: 'version' }, { title: 'on' }, { title: 'open again', shrinks: true }],
    rows: versions.map(({ name, version, platform, isQuarantined, ...open }) => [
      name,
      isQuarantined ? `${version} (kept already)` : version,
      `${platform.distribution} ${platform.release}`,
      reopenedText(open),
    ]),
    width,
  });
};

const reopenedText = ({ advisories, reopened }: Pick<Version, 'advisories' | 'reopened'>): string => {
  const names = [...advisories, ...(reopened?.vulnerabilities ?? [])].join(', ');
  if (reopened === undefined) return names || 'not told by this controller';
  if (reopened.unknown === null) return names || '-';
  return `${names === '' ? '' : `${names}; `}${reasonText(reopened.unknown)}`;
};

/** C40 e: what a rollback is taken for, and is not. */
const staysText = (hosts: readonly Host[]): string => {
  if (hosts.length === 0) return '';
  const kernels = [...new Set(hosts.flatMap(({ stays }) => stays.map(({ name, version }) => `${name} ${version}`)))];
  const files = [...new Set(hosts.flatMap(({ conffiles }) => conffiles.map(({ path }) => path)))];
  return [
    '- Data: what services have written, or changed in its form, since the rollout stays as it is.',
    '- Configuration files: they stay as they are; nothing that was decided about one is undone.',
    ...(files.length === 0 ? [] : [`  Of these the rollout decided: ${files.join(', ')}`]),
    '- Whatever was installed or changed since. A package that needs what would go leaves its host out.',
    ...(kernels.length === 0
      ? []
      : [`- Kernels that came beside others: ${kernels.join(', ')}. To run the one before, boot it.`]),
    '',
  ].join('\n');
};
