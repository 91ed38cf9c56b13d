import { type AnswerOf, endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { ageText, bytesText, countText, instantText, linesText, shortDigest, tableText } from '../output/index.ts';
import { findPatchSet, leftOutText, newest, present, printTable } from './common/index.ts';

export const patchSetList: Action = async (invocation) => {
  const items = await newest(invocation, endpoints.patchSets.list, {});
  const now = invocation.context.now();
  printTable(invocation, {
    items,
    columns: [
      { title: 'patch set' },
      { title: 'scope' },
      { title: 'standing' },
      { title: 'cut' },
      { title: 'by', shrinks: true },
      { title: 'targets', align: 'right' },
      { title: 'security', align: 'right' },
      { title: 'replaced', align: 'right' },
      { title: 'not kept', align: 'right' },
      { title: 'left out', align: 'right' },
    ],
    row: (item) => [
      shortDigest(item.digest),
      item.takesBack === undefined ? item.scope : `back from ${shortDigest(item.takesBack)}`,
      item.standing ?? 'current',
      ageText(item.cutAt, now),
      item.author,
      String(item.targets),
      String(item.security),
      String(item.replaced),
      String(item.replacedGone),
      String(item.leftOut?.count ?? 0),
    ],
    empty: 'No patch set has been cut yet: `slipway patch-set cut`.',
  });
  return 0;
};

export const patchSetShow: Action = async (invocation) => {
  const { context, args } = invocation;
  const api = await context.api();
  const digest = await findPatchSet(api, args[0] ?? '');
  const stored = await api.call(endpoints.patchSets.show, { params: { digest } });
  present(invocation, stored, () => pageOf(stored, invocation));
  return 0;
};

type Stored = AnswerOf<typeof endpoints.patchSets.show>;

const standingLine = ({ standing }: Stored): readonly (readonly [string, string])[] =>
  standing == null
    ? []
    : [['standing', `${standing.standing}, by ${standing.by} at ${instantText(standing.at)}: ${standing.why}`]];

const scopeText = ({ scope, named }: Stored['patchSet']): string =>
  named === undefined ? scope : `${scope}: ${[...named.packages, ...named.advisories].join(', ')}`;

const pageOf = (stored: Stored, { context }: Invocation): string => {
  const { width, style } = context.terminal;
  const { patchSet } = stored;
  const sizeBytes = patchSet.targets.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  const gone = patchSet.replaced.filter(({ file }) => file === null).length;
  const head = linesText(
    [
      ['scope', scopeText(patchSet)],
      ['cut', `${instantText(stored.cutAt)} by ${stored.author}`],
      ...standingLine(stored),
      ['targets', `${countText(patchSet.targets.length, 'target')}, ${bytesText(sizeBytes)}`],
      [
        'replaced',
        `${countText(patchSet.replaced.length, 'version')}, ${gone === 0 ? 'all kept' : `${gone} of them kept by no source any more: no way back to those`}`,
      ],
    ],
    width,
  );
  const was = new Map<string, string[]>();
  for (const { platform, name, architecture, version, file } of patchSet.replaced) {
    const key = [platform.distribution, platform.release, name, architecture].join('/');
    was.set(key, [...(was.get(key) ?? []), file === null ? `${version} (not kept)` : version]);
  }
  const table = tableText({
    columns: [
      { title: 'package' },
      { title: 'architecture' },
      { title: 'version' },
      { title: 'for' },
      { title: 'role' },
      { title: 'origin', shrinks: true },
      { title: 'replaces' },
    ],
    rows: patchSet.targets.map(({ platform, name, architecture, version, role, origin, security }) => [
      name,
      architecture,
      version,
      `${platform.distribution} ${platform.release} ${platform.architecture}`,
      security ? `${role}, security` : role,
      [origin.origin, origin.codename].join(' ').trim(),
      was.get([platform.distribution, platform.release, name, architecture].join('/'))?.join(', ') ?? '-',
    ]),
    width,
    header: style.bold,
  });
  const leftOut = leftOutText(stored.leftOut, context.terminal);
  return `${style.bold(stored.digest)}\n${head}\n${table}${leftOut === '' ? '' : `\n${leftOut}`}`;
};
