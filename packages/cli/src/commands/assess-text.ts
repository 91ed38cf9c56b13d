// What people read of an assessment: by update, never a row for each of a kernel's thousands of vulnerabilities.

import type { AssessedVerdict, Assessment } from '@slipway/assess';
import { isOver } from '@slipway/core/advisory';
import { compareLanes, type Lane } from '@slipway/core/urgency';
import { compareVersions, type VersionFormat } from '@slipway/core/version';
import { countText, instantText, reasonText, tableText } from '../output/index.ts';
import type { Terminal } from '../terminal/index.ts';

/** More are counted: whoever wants them all asks for --json. */
const NAMED_MAX = 3;

export const assessmentText = (assessment: Assessment, terminal: Terminal): string => {
  const { system, verdicts } = assessment;
  const standing = verdicts.filter(
    ({ verdict: { verdict }, standing: how }) => (verdict === 'affected' || verdict === 'unknown') && !isOver(how),
  );
  const head = `${system.prettyName}: ${countText(system.packages.length, 'package')}${
    system.runningKernel === null ? '' : `, running ${system.runningKernel}`
  }\n`;
  const format = system.packages[0]?.format ?? 'deb';
  const rows = [...Map.groupBy(standing, groupOf).values()].map((group) => rowOf(group, format)).toSorted(byUrgency);
  const table =
    rows.length === 0
      ? ''
      : `\n${tableText({
          columns: [
            { title: 'verdict' },
            { title: 'source package' },
            { title: 'installed' },
            { title: 'fixed in' },
            { title: 'count', align: 'right' },
            { title: 'lane' },
            { title: 'due' },
            { title: 'vulnerabilities', shrinks: true },
          ],
          rows: rows.map(({ cells }) => cells),
          width: terminal.width,
          header: terminal.style.bold,
        })}`;
  return `${head}${feedsText(assessment)}${table}\n${gapsText(assessment)}${summaryOf(verdicts)}`;
};

/** The age of what was asked stands before every answer. */
const feedsText = ({ feeds }: Assessment): string =>
  feeds
    .map((feed) => {
      if (feed.kind === 'refused') return `Feed ${feed.source.name}: NOT READ: ${reasonText(feed.reason)}\n`;
      const problems = feed.problemCount === 0 ? '' : `, ${countText(feed.problemCount, 'record')} cannot be read`;
      return `Feed ${feed.source.name} of ${instantText(feed.date)}: ${countText(feed.records, 'record')}${problems}\n`;
    })
    .join('');

/** Packages of one reason together: they may be every package of a repository. */
const gapsText = ({ gaps }: Assessment): string =>
  [...Map.groupBy(gaps, ({ package: of, reason }) => (of === null ? reasonText(reason) : reason.code))]
    .map(([text, same]) => {
      const [first] = same;
      if (first === undefined || first.package === null) return `Unknown: ${text}\n`;
      const more = same.length === 1 ? '' : ` And ${countText(same.length - 1, 'package')} more for this reason.`;
      return `Unknown: ${reasonText(first.reason)}${more}\n`;
    })
    .join('');

/** One update answers all fixes of a source up to its own version; what has no fix stands apart. */
const groupOf = ({ verdict }: AssessedVerdict): string =>
  JSON.stringify([verdict.verdict, verdict.sourcePackage, verdict.installedVersion, verdict.fixedVersion === null]);

interface Row {
  readonly lane: Lane;
  readonly due: string | null;
  readonly cells: readonly string[];
}

const rowOf = (group: readonly AssessedVerdict[], format: VersionFormat): Row => {
  const lane = group
    .map(({ urgency }) => urgency?.lane ?? 'unknown')
    .reduce((a, b) => (compareLanes(a, b) < 0 ? b : a));
  const due = group.flatMap(({ urgency }) => urgency?.deadline ?? []).toSorted()[0] ?? null;
  const names = [...new Set(group.map(({ verdict }) => verdict.vulnerability))];
  const shown = names.slice(0, NAMED_MAX).join(', ');
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : '';
  const fixes = group.flatMap(({ verdict }) => verdict.fixedVersion ?? []);
  const fixedIn = fixes.toSorted((a, b) => compareVersions(format, a, b)).at(-1);
  const verdict = group[0]?.verdict;
  return {
    lane,
    due,
    cells: [
      verdict?.verdict ?? '',
      verdict?.sourcePackage ?? '',
      verdict?.installedVersion ?? '',
      fixedIn ?? 'no fix',
      String(names.length),
      lane,
      due === null ? '-' : due.slice(0, 10),
      shown + more,
    ],
  };
};

const byUrgency = (a: Row, b: Row): number =>
  compareLanes(b.lane, a.lane) || (a.due ?? '~').localeCompare(b.due ?? '~', 'en');

const summaryOf = (verdicts: readonly AssessedVerdict[]): string => {
  const count = (is: (one: AssessedVerdict) => boolean): number =>
    new Set(verdicts.filter(is).map(({ verdict }) => verdict.vulnerability)).size;
  const named = (word: string): number => count(({ verdict }) => verdict.verdict === word);
  const affected = count(({ verdict, standing }) => verdict.verdict === 'affected' && !isOver(standing));
  const idle = count(({ verdict, standing }) => verdict.verdict === 'affected' && isOver(standing));
  const parts = [
    `${affected} affected`,
    ...(idle === 0 ? [] : [`${idle} only in a kernel that does not run`]),
    `${named('unknown')} unknown`,
    `${named('fixed')} fixed`,
    `${named('not-affected')} not affected`,
  ];
  return `${parts.join(', ')}, by vulnerability. What no feed names is not judged.\n`;
};
