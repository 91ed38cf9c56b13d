import type { ExplainedRolloutAnswer } from '@slipway/protocol/api';
import {
  ageText,
  countText,
  durationText,
  instantText,
  reasonText,
  shortDigest,
  tableText,
} from '../../output/index.ts';
import type { Style } from '../../terminal/index.ts';
import { approvedByText } from '../common/index.ts';
import { gateText } from './gates.ts';

export type Picture = ExplainedRolloutAnswer;
type Host = Picture['rollout']['hosts'][number];

export interface PictureStyle {
  readonly now: Date;
  readonly width: number | null;
  readonly style: Style;
  /** Lines that the picture may have; `null`: every host is shown. */
  readonly rowsMax: number | null;
}

/** What is in the middle of something comes first, then what went wrong, what waits, what is done. */
const ORDER: readonly Host['phase'][] = [
  'away',
  'granted',
  'lost',
  'failed',
  'gone-back',
  'part-done',
  'not-begun',
  'waiting',
  'excused',
  'done',
];
const BAR_WIDTH = 24;
/** Title, who approved, blank lines, table header, and the sentence about who is not shown. */
const FRAME_LINES = 7;

export const rolloutPage = (picture: Picture, options: PictureStyle): string => {
  const { rollout } = picture;
  const { style, now, width, rowsMax } = options;
  const reason = rollout.reason === null ? '' : `${reasonText(rollout.reason)}\n`;
  const ending = picture.ending === undefined ? '' : `Ends once its gates are open. ${reasonText(picture.ending)}\n`;
  const approvedBy = approvedByText(picture.approval);
  const approved = approvedBy === '' ? '' : `${approvedBy}\n`;
  const waves = rollout.waves.map((wave, at) => waveLine(picture, wave, at) + gateLines(picture, at, now)).join('');
  const head = `${style.bold(`${rollout.rolloutId} in ${rollout.environment}: ${stateText(picture, style)}`)}\n${sinceText(rollout, now)}\n${approved}${reason}${ending}${backText(picture)}`;
  const room =
    rowsMax === null
      ? Number.POSITIVE_INFINITY
      : rowsMax - FRAME_LINES - rollout.waves.length - (picture.gates ?? []).length - linesOf(backText(picture));
  const sorted = rollout.hosts.toSorted((a, b) => ORDER.indexOf(a.phase) - ORDER.indexOf(b.phase) || a.wave - b.wave);
  const shown = sorted.slice(0, Math.max(1, room));
  const reasons = new Map(picture.waiting.map((each) => [each.hostId, each.reason]));
  const table = tableText({
    columns: [
      { title: 'host', shrinks: true },
      { title: 'wave', align: 'right' },
      { title: 'phase' },
      { title: 'step' },
      { title: 'since' },
      { title: 'why' },
    ],
    rows: shown.map((host) => [
      picture.hostnames[host.hostId] ?? host.hostId,
      String(host.wave + 1),
      host.phase,
      host.step ?? '-',
      ageText(host.since, now),
      reasonText(host.reason ?? reasons.get(host.hostId) ?? null),
    ]),
    width,
    header: style.bold,
  });
  const hidden = sorted.slice(shown.length);
  const rest = hidden.length === 0 ? '' : `and ${countText(hidden.length, 'host')} more: ${phasesText(hidden)}\n`;
  return `${head}\n${waves}\n${table}${rest}`;
};

/** What it takes back, and what takes it back itself. */
const backText = ({ takesBack, rollbacks = [] }: Picture): string =>
  [
    ...(takesBack === undefined ? [] : [`Takes ${takesBack.rolloutId} back: ${takesBack.why}`]),
    ...rollbacks.map(({ author, requestedAt, why, hosts, state, planDigest, rolloutId }) => {
      const plan = planDigest === null ? `plan ${state}` : `plan ${shortDigest(planDigest)}`;
      const by = rolloutId === null ? `${plan}, not started` : rolloutId;
      return `Taken back on ${countText(hosts, 'host')} by ${by}: ${why} (${author}, ${instantText(requestedAt)})`;
    }),
  ]
    .map((line) => `${line}\n`)
    .join('');

const linesOf = (text: string): number => text.split('\n').length - 1;

const stateText = ({ rollout }: Picture, style: Style): string => {
  if (rollout.state === 'completed') return style.good('completed');
  return rollout.state === 'running' ? 'running' : style.warn(rollout.state);
};

const sinceText = ({ startedAt, endedAt, planDigest }: Picture['rollout'], now: Date): string => {
  const took = durationText(((endedAt === null ? now.getTime() : Date.parse(endedAt)) - Date.parse(startedAt)) / 1000);
  return `plan ${shortDigest(planDigest)}; started ${instantText(startedAt)}; ${endedAt === null ? 'for' : 'took'} ${took}`;
};

const waveLine = ({ rollout }: Picture, wave: Picture['rollout']['waves'][number], at: number): string => {
  const hosts = rollout.hosts.filter((host) => host.wave === at);
  const done = hosts.filter(({ phase }) => phase === 'done').length;
  const filled = hosts.length === 0 ? BAR_WIDTH : Math.floor((done / hosts.length) * BAR_WIDTH);
  const gate = wave.settledAt === null ? '' : wave.passedAt === null ? '; settled' : '; passed';
  const by = wave.goOnBy === null ? '' : `; go on said by ${wave.goOnBy}`;
  return `wave ${at + 1} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${done}/${hosts.length} done: ${phasesText(hosts)}${gate}${by}\n`;
};

const gateLines = ({ gates = [] }: Picture, wave: number, now: Date): string =>
  gates
    .filter((gate) => gate.wave === wave)
    .map((gate) => `  gate ${gateText(gate)}${gate.at === null ? '' : ` (${ageText(gate.at, now)})`}\n`)
    .join('');

const phasesText = (hosts: readonly Host[]): string =>
  ORDER.flatMap((phase) => {
    const those = hosts.filter((host) => host.phase === phase);
    return those.length === 0 ? [] : [`${those.length} ${phase}${stepsText(those)}`];
  }).join(', ') || 'no hosts';

/** ` (2 at apply, 1 at verify)` of hosts that are away. */
const stepsText = (hosts: readonly Host[]): string => {
  const counts = new Map<string, number>();
  for (const { step } of hosts) if (step !== null) counts.set(step, (counts.get(step) ?? 0) + 1);
  const parts = [...counts].map(([step, count]) => `${count} at ${step}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
};
