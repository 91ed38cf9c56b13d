// What each host would do. Hosts that would do exactly the same share one entry: a page of ten thousand equal blocks is
// one that nobody reads.

import { checkAsked } from '@slipway/core/check';
import { guestRulesText } from '@slipway/core/guest';
import { kernelPlanText } from '@slipway/core/kernel';
import { type HostPlan, type WayBack, wayBackPlacesText } from '@slipway/core/plan';
import { questionText } from '@slipway/core/question';
import { restorePointScope, restorePointText } from '@slipway/core/restore-point';
import type { PlannedStep } from '@slipway/core/step';
import { bytesText, countText, durationText, type Line, linesText, reasonText } from '../../output/index.ts';
import { changeText } from './changes.ts';
import type { Hostnames } from './hostnames.ts';

const INDENT = '  ';

interface HostsPage {
  readonly hostPlans: readonly HostPlan[];
  readonly wave: ReadonlyMap<string, number>;
  readonly hostnames: Hostnames;
  readonly width: number | null;
}

export const hostPlansText = ({ hostPlans, wave, hostnames, width }: HostsPage): string => {
  const blocks = new Map<string, HostPlan[]>();
  for (const hostPlan of hostPlans) {
    const text = linesText(linesOf(hostPlan), width === null ? null : width - INDENT.length);
    blocks.set(text, [...(blocks.get(text) ?? []), hostPlan]);
  }
  return [...blocks]
    .map(([text, same]) => {
      const names = same.map(
        ({ hostId, hostname }) => `${hostnames.get(hostId) ?? hostname} (wave ${wave.get(hostId) ?? '?'})`,
      );
      const count = same.length === 1 ? '' : `${countText(same.length, 'host')}: `;
      return `${count}${names.join(', ')}\n${indented(text)}`;
    })
    .join('\n');
};

const indented = (text: string): string => text.replace(/^(?=.)/gm, INDENT);

const linesOf = (plan: HostPlan): readonly Line[] => {
  const bytes = plan.transaction.reduce((sum, { file }) => sum + (file?.sizeBytes ?? 0), 0);
  return [
    ['changes', `${countText(plan.transaction.length, 'change')}, ${bytesText(bytes)}`],
    ['', plan.transaction.map(changeText).join('\n') || 'none'],
    ['steps', runText(plan.steps)],
    ...plan.steps.flatMap(skippedLine),
    ...preflightLines(plan),
    ...repositoryLines(plan),
    ['restarts', plan.restart === 'affected-units' ? 'units that still run old code' : 'none'],
    ['reboot', { never: 'never', 'if-needed': 'if the update needs one', always: 'always' }[plan.reboot]],
    ...warningLines(plan),
    ...kernelLines(plan),
    ...guestLines(plan),
    ...partLines(plan),
    ...restorePointLines(plan),
    ['way back', wayBackText(plan)],
    ...(plan.conffiles.length === 0
      ? []
      : [
          [
            'conffiles',
            plan.conffiles.map(({ path, decision, package: name }) => `${path} of ${name}: ${decision}`).join('\n'),
          ] as const,
        ]),
    [
      'checks',
      plan.checks.map(({ check }) => checkAsked(check)).join('\n') ||
        'none but the versions, the services and the boot',
    ],
    ...verificationLines(plan),
    ...askedLines(plan),
    ['expected', `${durationText(plan.expectedSeconds)}; the way back ${durationText(plan.wayBackSeconds)}`],
  ];
};

const PREFLIGHT_TEXTS = {
  repair: 'an interrupted package database is put right first',
  users: 'nobody logged in',
  guests: 'no guest running',
  battery: 'not on its battery',
} as const satisfies Record<keyof NonNullable<HostPlan['preflight']>, string>;

/** Only what policy wants beyond what always must be so. */
const preflightLines = ({ preflight = {} }: HostPlan): readonly Line[] => {
  const wanted = Object.entries(PREFLIGHT_TEXTS).filter(([rule]) => rule in preflight);
  return wanted.length === 0 ? [] : [['before', wanted.map(([, text]) => text).join(', ')]];
};

/** Nothing where policy has no rules for them, or the host's agent would not look. */
const repositoryLines = ({ repositories }: HostPlan): readonly Line[] =>
  repositories === undefined
    ? []
    : [
        [
          'repositories',
          `asked again before: ${repositories.known.map(({ address, suite }) => `${address} ${suite}`).join(', ') || 'none'}`,
        ],
      ];

const verificationLines = ({ verification }: HostPlan): readonly Line[] =>
  verification === undefined ? [] : [['files', 'every file of what changed is as its package has it']];

/** What people who are logged in get; nothing where policy says nothing of them. */
const warningLines = ({ rebootWarning }: HostPlan): readonly Line[] => {
  if (rebootWarning === undefined) return [];
  const { minutes, text, postponeMinutes } = rebootWarning;
  const putOff =
    postponeMinutes === undefined ? '' : `, put off for at most ${postponeMinutes} min while they are there`;
  const why = text === undefined ? '' : `: "${text}"`;
  return [['people', `told ${minutes} min before the reboot${why}${putOff}; where nobody is logged in, at once`]];
};

/** Nothing where policy says nothing of them. */
const kernelLines = ({ kernels }: HostPlan): readonly Line[] =>
  kernels === undefined ? [] : [['kernels', kernelPlanText(kernels).join('\n')]];

/** Nothing where it had none when it was planned. */
const guestLines = ({ guests }: HostPlan): readonly Line[] =>
  guests === undefined ? [] : [['guests', guestRulesText(guests)]];

/** Nothing where all of it is applied, whatever the time. */
const partLines = ({ parts }: HostPlan): readonly Line[] =>
  parts === undefined
    ? []
    : [
        [
          'short window',
          `applied in parts; none is begun with less than ${parts.afterSeconds} s of the window behind it`,
        ],
      ];

/** Nothing where no cluster is asked. */
const askedLines = ({ questions }: HostPlan): readonly Line[] =>
  questions === undefined
    ? []
    : [['cluster', `${questions.asked.map(questionText).join('\n')}\nwhole again within ${questions.settleSeconds} s`]];

const runText = (steps: readonly PlannedStep[]): string =>
  steps
    .flatMap(({ kind, run }) => {
      if (run.how === 'skip') return [];
      return [run.how === 'hook' ? `${kind} (hook ${run.call.hook}${parametersText(run.call.parameters)})` : kind];
    })
    .join(', ');

const parametersText = (parameters: Readonly<Record<string, string>>): string =>
  Object.entries(parameters)
    .map(([key, value]) => ` ${key}=${value}`)
    .join('');

const skippedLine = ({ kind, run }: PlannedStep): readonly Line[] =>
  run.how === 'skip' ? [['skipped', `${kind}: ${reasonText(run.reason)}`]] : [];

/** Nothing where none is made. */
const restorePointLines = ({ restorePoint }: HostPlan): readonly Line[] =>
  restorePoint === undefined ? [] : [['restore point', restorePointText(restorePoint)]];

const wayBackText = (plan: HostPlan): string =>
  plan.kernels?.before === undefined || plan.wayBack.kind === 'none'
    ? wayBackScopeText(plan)
    : `${wayBackScopeText(plan)}\nold kernels that went before stay away; one that runs and one more to boot are left`;

const wayBackScopeText = ({ wayBack, restorePoint }: HostPlan): string => {
  if (wayBack.kind === 'none') return `NONE: ${reasonText(wayBack.reason)}`;
  const byPoint =
    restorePoint === undefined ? '' : `by restore point, with a reboot: ${restorePointScope(restorePoint)}`;
  if (wayBack.kind === 'restore-point') {
    return `${byPoint}; ${whenText(wayBack)}\nnot by packages: ${reasonText(wayBack.reason)}`;
  }
  const removed = wayBack.previous.filter(({ version }) => version === null).length;
  const gone = removed === 0 ? '' : `; ${countText(removed, 'new package')} removed again`;
  const kept = `to ${countText(wayBack.previous.length - removed, 'previous version')}, ${wayBackPlacesText(wayBack.previous)}${gone}; ${whenText(wayBack)}`;
  return byPoint === '' ? kept : `${kept}\nwhere that fails ${byPoint}`;
};

const whenText = ({ when }: Exclude<WayBack, { kind: 'none' }>): string =>
  when === 'automatic' ? 'by itself where a step fails' : 'when a person asks';
