// One entry of a day, and behind it everything that is known of it: times in three zones, what is unusual, what runs in it.

import { Button } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { hourText, instantText, spanText, useNow, useZone, type Zone, zoneName } from '../../time/index.ts';
import { Behind, countText, DigestText, StateLabel, Why } from '../../widgets/index.ts';
import type { CalendarPlan, Entry } from './entries.ts';

const UTC: Zone = { kind: 'utc' };

export const EntryButton = ({ entry }: { readonly entry: Entry }) => {
  const { zone } = useZone();
  const { tone, text, head } = saidOf(entry, zone);
  return (
    <Behind title={head} body={<About entry={entry} />} maxWidth="26rem">
      <Button variant="plain" className={`slw-entry slw-entry-${tone}`} aria-label={`${head}: ${text}`}>
        {text}
      </Button>
    </Behind>
  );
};

const nameOf = (place: { readonly environment: string; readonly policyName?: string | null }): string =>
  place.policyName == null ? place.environment : `${place.environment} / ${place.policyName}`;

/** Beside the word, never instead of it. */
const TONES: Readonly<Record<string, string>> = {
  running: 'planned',
  paused: 'approval',
  stopped: 'freeze',
  failed: 'freeze',
  completed: 'rollout',
};

const saidOf = (entry: Entry, zone: Zone): { readonly tone: string; readonly text: string; readonly head: string } => {
  switch (entry.kind) {
    case 'window': {
      const { startsAt, endsAt, notes } = entry.occurrence;
      const hours = `${hourText(startsAt, zone)}–${hourText(endsAt, zone)}`;
      const planned = entry.plans.length > 0;
      const text = `${hours} ${nameOf(entry.place)}${notes.length > 0 ? ', unusual' : ''}`;
      return { tone: planned ? 'planned' : 'window', text, head: `Window of ${nameOf(entry.place)}` };
    }
    case 'skipped':
      return {
        tone: 'skipped',
        text: `${hourText(entry.at, zone)} ${nameOf(entry.place)} not`,
        head: `No window of ${nameOf(entry.place)}`,
      };
    case 'freeze':
      return { tone: 'freeze', text: `frozen: ${entry.freeze.name}`, head: `Freeze ${entry.freeze.name}` };
    case 'approval':
      return {
        tone: 'approval',
        text: `${hourText(entry.at, zone)} approve ${nameOf(entry.plan)}`,
        head: `Approval due for ${nameOf(entry.plan)}`,
      };
    case 'rollout':
      return {
        tone: TONES[entry.rollout.state] ?? 'window',
        text: `${hourText(entry.at, zone)} rollout ${entry.plan.environment}, ${entry.rollout.state}`,
        head: `Rollout of ${nameOf(entry.plan)}`,
      };
    default:
      return entry satisfies never;
  }
};

const About = ({ entry }: { readonly entry: Entry }): ReactNode => {
  switch (entry.kind) {
    case 'window':
      return <WindowBehind entry={entry} />;
    case 'skipped':
      return (
        <>
          <p>
            <Why reason={entry.skipped.reason} />
          </p>
          {entry.skipped.localStart === null ? null : (
            <p className="slw-subtle">It would be at {entry.skipped.localStart}</p>
          )}
        </>
      );
    case 'freeze':
      return (
        <>
          <p>{entry.freeze.why}</p>
          {entry.span === null ? (
            <p>When it holds cannot be computed: nothing begins.</p>
          ) : (
            <Times from={entry.span.startsAt} until={entry.span.endsAt} own={null} />
          )}
          <p className="slw-subtle">
            {entry.freeze.environments === null
              ? 'Of every environment.'
              : `Of ${entry.freeze.environments.join(', ')}.`}
          </p>
        </>
      );
    case 'approval':
      return (
        <>
          {entry.plan.approval === null ? null : (
            <p>
              <Why reason={entry.plan.approval} />
            </p>
          )}
          <PlanLine plan={entry.plan} />
        </>
      );
    case 'rollout':
      return (
        <>
          <Times from={entry.rollout.startedAt} until={entry.rollout.endedAt} own={null} />
          <PlanLine plan={entry.plan} />
        </>
      );
    default:
      return entry satisfies never;
  }
};

const WindowBehind = ({
  entry: { occurrence, place, plans },
}: {
  readonly entry: Entry & { readonly kind: 'window' };
}) => {
  const own = occurrence.local === null ? null : { zone: place.zone ?? '', ...occurrence.local };
  return (
    <>
      <Times from={occurrence.startsAt} until={occurrence.endsAt} own={own} />
      <p className="slw-subtle">
        {spanText(occurrence.elapsedMinutes * 60)} long; hosts begin until{' '}
        {occurrence.local?.cutOffAt ?? occurrence.cutOffAt}.
      </p>
      {occurrence.notes.map((note) => (
        <p key={note.code}>
          <Why reason={note} />
        </p>
      ))}
      {plans.length === 0 ? <p className="slw-subtle">Nothing is planned in it.</p> : null}
      {plans.map((plan) => (
        <PlanLine key={plan.planDigest} plan={plan} />
      ))}
    </>
  );
};

const PlanLine = ({ plan: { planDigest, hosts, approval, rollouts } }: { readonly plan: CalendarPlan }) => (
  <p>
    <Link to="/plans/$digest" params={{ digest: planDigest }}>
      Plan <DigestText digest={planDigest} />
    </Link>
    ,{' '}
    <Link to="/plans/$digest" params={{ digest: planDigest }} hash="hosts">
      {countText(hosts, 'host')}
    </Link>
    , {approval === null ? 'approved' : 'not approved'}
    {rollouts.map(({ rolloutId, state }) => (
      <span key={rolloutId}>
        {', '}
        <Link to="/rollouts/$rolloutId" params={{ rolloutId }}>
          rollout
        </Link>{' '}
        <StateLabel state={state} />
      </span>
    ))}
  </p>
);

/** In the reader's zone, in that of the hosts' window as its clock shows it, and in UTC. */
const Times = (props: {
  readonly from: string;
  readonly until: string | null;
  readonly own: { readonly zone: string; readonly startsAt: string; readonly endsAt: string } | null;
}) => {
  const { from, until, own } = props;
  const { zone } = useZone();
  const now = useNow();
  const span = (its: Zone): string =>
    `${instantText(from, its, now)} to ${until === null ? 'now' : instantText(until, its, now)}`;
  return (
    <dl className="slw-facts">
      <dt>{zoneName(zone)}</dt>
      <dd>{span(zone)}</dd>
      {own === null ? null : (
        <>
          <dt>hosts, by the clock of {own.zone}</dt>
          <dd>
            {own.startsAt} to {own.endsAt}
          </dd>
        </>
      )}
      {zone.kind === 'utc' ? null : (
        <>
          <dt>UTC</dt>
          <dd>{span(UTC)}</dd>
        </>
      )}
    </dl>
  );
};
