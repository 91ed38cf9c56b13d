import { Card, CardBody, CardTitle, EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { CheckCircleIcon } from '@patternfly/react-icons';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { controllerNow } from '../../time/index.ts';
import { Ago, countText, GapHosts, SeverityLabel, Shown, Why } from '../../widgets/index.ts';

const HOUR_MS = 3_600_000;
const FIRST = 5;

/** To the hour, so that the question stays the same one for a while. */
const inHours = (hours: number): string =>
  new Date(Math.ceil(controllerNow() / HOUR_MS) * HOUR_MS + (hours - 1) * HOUR_MS).toISOString();

const useDueWithin = (hours: number) => {
  const dueBy = inHours(hours);
  return useAnswer(
    'exposures',
    ['due', dueBy],
    async (signal) => await api.GET('/api/v1/exposures', { params: { query: { dueBy, limit: 1 } }, signal }),
    { keep: true },
  );
};

export const DueCard = () => {
  const all = useAnswer(
    'exposures',
    ['first', FIRST],
    async (signal) => await api.GET('/api/v1/exposures', { params: { query: { limit: FIRST } }, signal }),
  );
  return (
    <Card className="slw-wide">
      <CardTitle component="h2">Exposures by deadline</CardTitle>
      <CardBody>
        <Shown answer={all} what="exposures" lines={7}>
          {(exposures) => (
            <>
              <Figures exposures={exposures} />
              <Gaps exposures={exposures} />
              {exposures.items.length === 0 ? <Nothing exposures={exposures} /> : <First exposures={exposures} />}
            </>
          )}
        </Shown>
      </CardBody>
    </Card>
  );
};

type Exposures = Schemas['Exposures'];

const Figures = ({ exposures: { totals } }: { readonly exposures: Exposures }) => {
  const today = useDueWithin(24).data?.totals?.updates;
  const week = useDueWithin(7 * 24).data?.totals?.updates;
  const overdue = totals?.overdue;
  return (
    <dl className="slw-figures">
      <Figure
        name="Overdue"
        count={overdue}
        search={{ due: 'overdue' }}
        tone={overdue === 0 ? 'calm' : 'bad'}
        note="past their deadline"
      />
      <Figure name="Due within a day" count={today} search={{ due: 'day' }} note="overdue ones among them" />
      <Figure name="Due within a week" count={week} search={{ due: 'week' }} note="overdue ones among them" />
      <Figure name="All open" count={totals?.updates} search={{}} note="updates that end an exposure" />
      <Figure
        name="Urgency unknown"
        count={totals?.unknownUrgency}
        search={{ urgency: 'unknown' }}
        note="above low, never nothing"
      />
    </dl>
  );
};

const Figure = (props: {
  readonly name: string;
  readonly count: number | undefined;
  readonly search: { readonly due?: string; readonly urgency?: string };
  readonly note: string;
  readonly tone?: 'bad' | 'calm';
}) => (
  <div className="slw-figure" data-tone={props.tone ?? 'calm'}>
    <dt>{props.name}</dt>
    <dd>
      {props.count === undefined ? (
        <span title="not counted">…</span>
      ) : (
        <Link to="/exposures" search={props.search} aria-label={`${props.count} ${props.name.toLowerCase()}`}>
          {props.count}
        </Link>
      )}
      <small>{props.note}</small>
    </dd>
  </div>
);

/** Of whom silence does not mean safe. */
const Gaps = ({ exposures: { feeds, unheard, gaps } }: { readonly exposures: Exposures }) => {
  const said = [...unheard, ...gaps].slice(0, 3);
  if (feeds.length > 0 && said.length === 0) return null;
  return (
    <ul className="slw-rows">
      {feeds.length === 0 ? (
        <li>
          No feed is read: of no package is anything known. <code className="slw-code">slipway feed add</code> adds one.
        </li>
      ) : null}
      {said.map((gap) => (
        <li key={`${gap.reason.code} ${JSON.stringify(gap.reason.facts)}`}>
          <strong>
            <GapHosts gap={gap} />
          </strong>
          : <Why reason={gap.reason} />
        </li>
      ))}
    </ul>
  );
};

const Nothing = ({ exposures }: { readonly exposures: Exposures }) =>
  exposures.feeds.length === 0 ? null : (
    <EmptyState
      titleText="Nothing is known to be exposed"
      headingLevel="h3"
      icon={CheckCircleIcon}
      status="success"
      variant="xs"
    >
      <EmptyStateBody>By the feeds that are read, of the hosts that report.</EmptyStateBody>
    </EmptyState>
  );

const First = ({ exposures }: { readonly exposures: Exposures }) => (
  <ul className="slw-rows" aria-label="What is due first">
    {exposures.items.map((update) => (
      <li
        key={`${update.release.distribution} ${update.release.release} ${update.sourcePackage} ${update.fixedVersion}`}
      >
        <div className="slw-row-line">
          <span>
            <Link to="/exposures" search={{ open: update.sourcePackage }}>
              {update.sourcePackage}
            </Link>{' '}
            <span className="slw-subtle">
              {update.fixedVersion === null ? 'no fix yet' : `to ${update.fixedVersion}`} ·{' '}
              {update.release.distribution} {update.release.release}
            </span>
          </span>
          <span className="slw-labels">
            <SeverityLabel severity={update.severity} tenths={update.worstTenths} />
            <Link to="/exposures" search={{ open: update.sourcePackage }} className="slw-number">
              {countText(update.hosts, 'host')}
              <span className="pf-v6-screen-reader"> that need it</span>
            </Link>
            {update.dueFirst.urgency.deadline === null ? (
              <span className="slw-subtle">no deadline</span>
            ) : (
              <Ago at={update.dueFirst.urgency.deadline} />
            )}
          </span>
        </div>
      </li>
    ))}
  </ul>
);
