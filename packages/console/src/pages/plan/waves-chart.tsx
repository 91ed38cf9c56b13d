// Waves over time against windows and freezes: each window drawn to scale with what would run in it, and the same in words
// for whoever cannot see it. By what hosts are expected to take; clusters, checklists and gates may make it later.

import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { hourText, spanText, useZone, zoneName } from '../../time/index.ts';
import { countText, More, Shown, useFirst, When } from '../../widgets/index.ts';
import type { Plan } from './plan.ts';

type Timetable = Schemas['PlanTimetable'];
type Span = { readonly startsAt: string; readonly endsAt: string };
const WINDOWS_SHOWN = 3;
/** Hosts of a list at first sight. */
const SHOWN = 50;

export const WavesChart = ({ plan }: { readonly plan: Plan }) => {
  const timetable = useAnswer(
    'plans',
    ['timetable', plan.digest],
    async (signal) =>
      await api.GET('/api/v1/plans/{digest}/timetable', { params: { path: { digest: plan.digest } }, signal }),
  );
  return (
    <Card className="slw-wide" id="waves">
      <CardTitle component="h2">Waves, windows and freezes</CardTitle>
      <CardBody>
        <Shown answer={timetable} what="the timetable" lines={9}>
          {(told) => (
            <>
              <Charts plan={plan} told={told} />
              <WavesTable plan={plan} told={told} />
            </>
          )}
        </Shown>
      </CardBody>
    </Card>
  );
};

const Charts = ({ plan, told }: { readonly plan: Plan; readonly told: Timetable }) => {
  const { zone } = useZone();
  const used = told.occurrences.filter((occurrence, at) => at === 0 || runsIn(told, occurrence));
  return (
    <>
      {told.occurrences.length === 0 ? (
        <p className="slw-subtle">It follows no window: hosts may begin at any time until it expires.</p>
      ) : (
        <p className="slw-subtle">
          Times in {zoneName(zone)}
          {told.zone === null ? '' : `; the window follows the clocks of ${told.zone}`}. About, by what hosts took
          before.
        </p>
      )}
      {used.slice(0, WINDOWS_SHOWN).map((occurrence) => (
        <WindowChart key={occurrence.id} plan={plan} told={told} occurrence={occurrence} />
      ))}
      {told.occurrences.length > used.length ? (
        <InReserve occurrences={told.occurrences.filter((one) => !used.includes(one))} />
      ) : null}
    </>
  );
};

/** Nothing would run in them, unless what was to run before does not get done. */
const InReserve = ({ occurrences }: { readonly occurrences: Timetable['occurrences'] }) => (
  <details className="slw-details">
    <summary>{countText(occurrences.length, 'further window')} in reserve</summary>
    <ul className="slw-rows">
      {occurrences.map(({ id, startsAt, endsAt }) => (
        <li key={id}>
          <When at={startsAt} /> to <When at={endsAt} />
        </li>
      ))}
    </ul>
  </details>
);

const touches = (one: Span, other: Span): boolean => one.startsAt < other.endsAt && other.startsAt < one.endsAt;

const runsIn = ({ waves }: Timetable, span: Span): boolean =>
  waves.some(({ startsAt, endsAt }) => startsAt !== null && endsAt !== null && touches({ startsAt, endsAt }, span));

const WindowChart = (props: {
  readonly plan: Plan;
  readonly told: Timetable;
  readonly occurrence: Timetable['occurrences'][number];
}) => {
  const { plan, told, occurrence } = props;
  const { zone } = useZone();
  const { startsAt, cutOffAt, endsAt } = occurrence;
  const scale = scaleOf(startsAt, endsAt);
  const freezes = told.freezes.flatMap(({ name, why, spans }) =>
    (spans ?? [{ startsAt, endsAt }])
      .filter((span) => touches(span, occurrence))
      .map((span) => ({ name, why, ...span })),
  );
  const words = told.waves
    .map(({ startsAt: from, endsAt: to }, at) =>
      from === null || to === null || !touches({ startsAt: from, endsAt: to }, occurrence)
        ? null
        : `wave ${at + 1} from ${hourText(from, zone)} to ${hourText(to, zone)}`,
    )
    .filter((one) => one !== null);
  return (
    <figure className="slw-gantt">
      <figcaption>
        <strong>
          <When at={startsAt} /> to <When at={endsAt} />
        </strong>{' '}
        <span className="slw-subtle">
          begin until <When at={cutOffAt} />
        </span>
      </figcaption>
      <div role="img" aria-label={`Window of ${spanText(scale.seconds)}: ${words.join(', ') || 'nothing runs in it'}`}>
        <Lane name="window">
          <Piece scale={scale} from={startsAt} to={cutOffAt} tone="window" title="hosts may begin" />
          <Piece scale={scale} from={cutOffAt} to={endsAt} tone="late" title="hosts may still be away" />
        </Lane>
        {freezes.map(({ name, startsAt: from, endsAt: to }) => (
          <Lane key={`${name} ${from}`} name={`freeze ${name}`}>
            <Piece scale={scale} from={from} to={to} tone="freeze" title="nothing begins" />
          </Lane>
        ))}
        {told.waves.map((wave, at) => {
          const { startsAt: from, endsAt: to, soakedAt } = wave;
          if (from === null || to === null || !touches({ startsAt: from, endsAt: soakedAt ?? to }, occurrence))
            return null;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a wave is its place.
            <Lane key={at} name={`${at + 1}. ${plan.header.waves[at]?.kind ?? ''}`}>
              <Piece scale={scale} from={from} to={to} tone="wave" title="runs" />
              {soakedAt === null || soakedAt === to ? null : (
                <Piece scale={scale} from={to} to={soakedAt} tone="soak" title="soaks" />
              )}
            </Lane>
          );
        })}
        <Lane name="">
          {ticksOf(scale).map((ms) => (
            <span key={ms} className="slw-tick" style={{ insetInlineStart: `${scale.at(ms)}%` }}>
              {hourText(new Date(ms).toISOString(), zone)}
            </span>
          ))}
        </Lane>
      </div>
    </figure>
  );
};

const Lane = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <div className="slw-lane">
    <span className="slw-lane-name">{name}</span>
    <span className="slw-lane-room">{children}</span>
  </div>
);

const Piece = (props: {
  readonly scale: Scale;
  readonly from: string;
  readonly to: string;
  readonly tone: 'window' | 'late' | 'freeze' | 'wave' | 'soak';
  readonly title: string;
}) => {
  const { scale, from, to, tone, title } = props;
  const start = Math.max(0, scale.at(Date.parse(from)));
  const end = Math.min(100, scale.at(Date.parse(to)));
  if (end <= 0 || start >= 100) return null;
  return (
    <span
      className={`slw-piece slw-piece-${tone}`}
      style={{ insetInlineStart: `${start}%`, inlineSize: `${Math.max(0.4, end - start)}%` }}
      title={title}
    />
  );
};

interface Scale {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly seconds: number;
  readonly at: (ms: number) => number;
}

const scaleOf = (from: string, until: string): Scale => {
  const [fromMs, untilMs] = [Date.parse(from), Date.parse(until)];
  const whole = Math.max(1, untilMs - fromMs);
  return { fromMs, untilMs, seconds: whole / 1000, at: (ms) => ((ms - fromMs) / whole) * 100 };
};

const HOUR_MS = 3_600_000;
const STEPS_HOURS = [1, 2, 3, 6, 12, 24, 48, 168] as const;
/** As many as a phone has room for. */
const TICKS_MAX = 6;

/** On whole hours as they pass, so that a night of 9 hours has 9, whatever its clocks show. */
const ticksOf = ({ fromMs, untilMs }: Scale): readonly number[] => {
  const hours = (untilMs - fromMs) / HOUR_MS;
  const step = STEPS_HOURS.find((one) => hours / one <= TICKS_MAX) ?? Math.ceil(hours / TICKS_MAX);
  const count = Math.floor((hours - step / 3) / step) + 1;
  return Array.from({ length: Math.max(1, count) }, (_, at) => fromMs + at * step * HOUR_MS);
};

/** They could not begin before the last cut-off, and miss the plan as it is reckoned. */
const WithoutRoom = ({ span, wave }: { readonly span: Timetable['waves'][number]; readonly wave: number }) => {
  const list = useFirst(span.hostsWithoutRoom ?? [], SHOWN, 'withoutRoom');
  return (
    <details className="slw-details">
      <summary>
        <Label isCompact color="orange">
          {countText(span.withoutRoom, 'host')} without room
        </Label>
      </summary>
      <ul className="slw-hosts" aria-label={`Hosts of wave ${wave} without room`}>
        {list.shown.map(({ hostId, hostname }) => (
          <li key={hostId}>
            <Link to="/hosts/$hostId" params={{ hostId }}>
              {hostname}
            </Link>
          </li>
        ))}
      </ul>
      <More list={list} />
    </details>
  );
};

const WavesTable = ({ plan: { header }, told }: { readonly plan: Plan; readonly told: Timetable }) => (
  <Table variant="compact" aria-label="Waves">
    <Thead>
      <Tr>
        <Th>Wave</Th>
        <Th>Hosts</Th>
        <Th>About</Th>
        <Th>Then</Th>
      </Tr>
    </Thead>
    <Tbody>
      {header.waves.map((wave, at) => {
        const span = told.waves[at];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a wave is its place.
          <Tr key={at}>
            <Td dataLabel="Wave">
              <strong>
                {at + 1}. {wave.kind}
                {wave.group === null ? '' : ` ${wave.group}`}
              </strong>
            </Td>
            <Td dataLabel="Hosts" className="slw-number">
              <Link from="/plans/$digest" to="." search={{ wave: String(at + 1) }} hash="hosts" replace>
                {wave.hosts.length}
                <span className="pf-v6-screen-reader"> hosts of wave {at + 1}</span>
              </Link>
            </Td>
            <Td dataLabel="About">
              {span?.startsAt == null || span.endsAt === null ? (
                <span className="slw-subtle">no room in these windows</span>
              ) : (
                <>
                  <When at={span.startsAt} /> to <When at={span.endsAt} />
                </>
              )}{' '}
              {span === undefined || span.withoutRoom === 0 ? null : <WithoutRoom span={span} wave={at + 1} />}
            </Td>
            <Td dataLabel="Then">{thenText(wave, at === header.waves.length - 1)}</Td>
          </Tr>
        );
      })}
    </Tbody>
  </Table>
);

const thenText = ({ kind, gates }: Plan['header']['waves'][number], isLast: boolean): string => {
  const said = [
    ...(kind === 'canary' ? ['a host of it is done'] : []),
    ...(gates.soakSeconds > 0 ? [`soak ${spanText(gates.soakSeconds)}`] : []),
    ...(gates.conditions ?? []).map(({ name }) => name),
    ...(gates.person === 'asked' && !isLast ? ['a person says go on'] : []),
  ].join(', ');
  return said === '' ? (isLast ? 'it ends' : 'the next at once') : said;
};
