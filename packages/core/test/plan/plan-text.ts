// A plan as a page of text, for golden files: what a change of the planner changes is then a difference of texts.

import { checkAsked } from '../../src/check/index.ts';
import type { CheckerNote, HostPlan, LabelledHosts, Plan, PlanningReport, Wave } from '../../src/plan/index.ts';
import { explain } from '../../src/reasons/index.ts';
import type { PlannedStep } from '../../src/step/index.ts';

export const textOfPlan = (plan: Plan | null, report: PlanningReport, notes: readonly CheckerNote[]): string =>
  [
    ...(plan === null ? ['No plan.'] : [...headerLines(plan), '', ...plan.hostPlans.flatMap(hostLines)]),
    ...section(
      'Left out',
      report.leftOut.map(({ hostId, reason }) => `${hostId}: ${explain(reason)}`),
    ),
    ...section(
      'Updates left out',
      report.updatesLeftOut.map(
        ({ hostId, name, version, reason }) => `${hostId}: ${name} ${version}: ${explain(reason)}`,
      ),
    ),
    ...section('Already there', report.alreadyThere),
    ...section(
      'Notes',
      report.notes.map((note) => `${'host' in note.facts ? `${note.facts['host']}: ` : ''}${explain(note)}`),
    ),
    ...section(
      'Checker',
      notes.map(
        ({ severity, reason, hostId }) => `${severity}${hostId === null ? '' : ` ${hostId}`}: ${explain(reason)}`,
      ),
    ),
    '',
  ].join('\n');

const section = (title: string, lines: readonly string[]): readonly string[] => [
  '',
  `${title}:${lines.length === 0 ? ' none' : ''}`,
  ...lines.map((line) => `  ${line}`),
];

const labelText = (labels: LabelledHosts['labels']): string =>
  Object.entries(labels)
    .map(([label, value]) => (value === null ? `no ${label}` : `${label} ${value}`))
    .join(', ');

function headerLines({ digest, header }: Plan): readonly string[] {
  const { bounds, approval } = header;
  return [
    `Plan ${digest}`,
    `for ${header.environment}, approval by rule ${approval.rule}, failure budget ${header.failureBudgetHosts} hosts`,
    `patch set ${bounds.patchSetDigest}`,
    `new dependencies ${bounds.changes.newDependencies}, downgrades ${bounds.changes.downgrades}, removals: ${bounds.changes.removals.join(', ') || 'none'}`,
    `at most ${bounds.awayMax} hosts away at once`,
    ...bounds.clusterLimits.map((one) => `at most ${one.awayMax} of cluster ${one.cluster}: ${one.members.join(', ')}`),
    ...(bounds.labels ?? []).map(({ labels, hosts }) => `with ${labelText(labels)}: ${hosts.join(', ')}`),
    ...bounds.occurrences.map((one) => `from ${one.startsAt} to ${one.endsAt} (begun before ${one.cutOffAt})`),
    '',
    ...header.waves.map(waveLine),
  ];
}

const waveLine = ({ kind, group, hosts, gates }: Wave, index: number): string =>
  `wave ${index + 1}, ${kind}${group === null ? '' : ` ${group}`}: ${hosts.join(', ')}; then ${gates.soakSeconds} s, a person is ${gates.person}`;

const hostLines = (plan: HostPlan): readonly string[] => [
  `${plan.hostname}: group ${plan.group ?? 'none'}, clusters ${plan.clusters.join(', ') || 'none'}, generation ${plan.generation}, about ${plan.expectedSeconds} s`,
  ...plan.transaction.map(
    (one) => `  ${one.kind} ${one.name}/${one.architecture} ${one.from ?? '-'} -> ${one.to ?? '-'}`,
  ),
  ...plan.conffiles.map((one) => `  ${one.decision} ${one.path} of ${one.package}`),
  `  steps: ${plan.steps.map(stepWord).join(', ')}`,
  ...plan.checks.map(
    ({ check }) => `  check: ${check.kind === 'unit-active' ? `${check.unit} active` : checkAsked(check)}`,
  ),
  plan.wayBack.kind === 'none'
    ? `  no way back: ${explain(plan.wayBack.reason)}`
    : `  way back ${plan.wayBack.when}, about ${plan.wayBackSeconds} s: ${backText(plan.wayBack)}`,
];

const backText = (wayBack: Exclude<HostPlan['wayBack'], { kind: 'none' }>): string =>
  wayBack.kind === 'restore-point'
    ? 'restore point'
    : wayBack.previous.map(({ name, version }) => `${name} ${version ?? 'removed'}`).join(', ');

const stepWord = ({ kind, run }: PlannedStep): string => {
  switch (run.how) {
    case 'built-in':
      return kind;
    case 'hook':
      return `${kind} (${run.call.hook})`;
    case 'skip':
      return `[${kind}: ${run.reason.code}]`;
    default:
      return run satisfies never;
  }
};
