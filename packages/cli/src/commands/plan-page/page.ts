import type { HostPlan, PlanHeader, Wave } from '@slipway/core/plan';
import { conditionText } from '@slipway/core/policy';
import type { PlanAnswer } from '@slipway/protocol/api';
import { countText, durationText, instantText, linesText, reasonText, tableText } from '../../output/index.ts';
import type { Style } from '../../terminal/index.ts';
import { aroundApproval, namesText, placeText } from '../common/index.ts';
import { boundsText } from './bounds.ts';
import { checklistText } from './checklist.ts';
import { hostPlansText } from './host-plans.ts';
import { type Hostnames, nameOf } from './hostnames.ts';
import { leftOutText } from './left-out.ts';
import { notesText } from './notes.ts';
import { parityGapsText } from './parity-gaps.ts';

export interface PlanPage {
  readonly plan: PlanAnswer;
  readonly hostPlans: readonly HostPlan[];
  readonly hostnames: Hostnames;
  readonly width: number | null;
  readonly style: Style;
  readonly now: Date;
}

export const planPage = ({ plan, hostPlans, hostnames, width, style, now }: PlanPage): string => {
  const { header, report } = plan;
  const wave = waveByHost(header);
  const sections: readonly (readonly [string, string])[] = [
    [`Plan ${plan.digest}`, headText(plan, width)],
    ['Bounds: what an approval allows', boundsText({ header, hostnames, width })],
    ['Before any host begins', plan.checklist == null ? '' : checklistText(plan.checklist, { now, width })],
    ['Waves', wavesText(header.waves, hostnames, width)],
    ['Hosts', hostPlansText({ hostPlans, wave, hostnames, width })],
    ['Parity gaps: proven by no environment before', parityGapsText(plan, hostnames, width)],
    ['The checker', notesText(plan.notes, hostnames, width)],
    ['Left out', leftOutText(report, hostnames, width)],
  ];
  return sections
    .filter(([, text]) => text !== '')
    .map(([title, text]) => `${style.bold(title)}\n${text}`)
    .join('\n');
};

const headText = (plan: PlanAnswer, width: number | null): string => {
  const { given, reason } = plan.approved;
  const approved = [
    reason === null ? 'yes' : `no: ${reasonText(reason)}`,
    ...namesText(given),
    ...aroundApproval(plan.approved),
  ];
  return linesText(
    [
      ['environment', placeText({ environment: plan.header.environment, policyName: plan.policyName })],
      ['made', `${instantText(plan.madeAt)} by ${plan.author}, under policy revision ${plan.policyRevision}`],
      ...(plan.takesBack === undefined ? [] : [['rollback', takesBackText(plan.takesBack)] as const]),
      ['approved', approved.join('\n')],
      ...(plan.notPromoted == null ? [] : [['patch set', reasonText(plan.notPromoted)] as const]),
    ],
    width,
  );
};

/** Before the bounds: who reads no further knows this. */
export const takesBackText = ({ rolloutId, why }: NonNullable<PlanAnswer['takesBack']>): string =>
  `THIS IS A ROLLBACK of ${rolloutId}: ${why}\nData and configuration files stay as they are; \`slipway rollback show ${rolloutId}\` says what else.`;

const wavesText = (waves: readonly Wave[], hostnames: Hostnames, width: number | null): string =>
  tableText({
    columns: [{ title: 'wave' }, { title: 'kind' }, { title: 'hosts', shrinks: true }, { title: 'then' }],
    rows: waves.map(({ kind, group, gates, hosts }, at) => [
      String(at + 1),
      group === null ? kind : `${kind} ${group}`,
      `${countText(hosts.length, 'host')}: ${hosts.map((hostId) => nameOf(hostnames, hostId)).join(', ')}`,
      gatesText(kind, gates, at === waves.length - 1 ? 'last' : 'before others'),
    ]),
    width,
  });

/** Behind the last wave the rollout ends, and nobody is left whom a person could let begin. */
const gatesText = (
  kind: Wave['kind'],
  { soakSeconds, person, conditions }: Wave['gates'],
  place: 'last' | 'before others',
): string =>
  [
    ...(kind === 'canary' ? ['a host of it is done'] : []),
    ...(soakSeconds > 0 ? [`soak ${durationText(soakSeconds)}`] : []),
    ...(conditions ?? []).map(conditionText),
    ...(person === 'asked' && place === 'before others' ? ['a person says "go on"'] : []),
  ].join(', ') || (place === 'last' ? 'ends' : 'at once');

const waveByHost = ({ waves }: PlanHeader): ReadonlyMap<string, number> =>
  new Map(waves.flatMap(({ hosts }, at) => hosts.map((hostId) => [hostId, at + 1] as const)));
