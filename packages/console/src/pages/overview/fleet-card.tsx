import { Card, CardBody, CardTitle, EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { Ago, Bar, countText, Shown, StateLabel } from '../../widgets/index.ts';

type Environment = Schemas['FleetCounts']['environments'][number];

export const FleetCard = () => {
  const fleet = useAnswer('hosts', ['counts'], async (signal) => await api.GET('/api/v1/fleet', { signal }));
  return (
    <Card className="slw-wide">
      <CardTitle component="h2">Hosts by environment</CardTitle>
      <CardBody>
        <Shown
          answer={fleet}
          what="hosts by environment"
          lines={8}
          isEmpty={({ environments }) => environments.length === 0}
          empty={
            <EmptyState titleText="No host is enrolled yet" headingLevel="h3" variant="xs">
              <EmptyStateBody>
                <Link to="/settings" search={{ tab: 'enrolment' }}>
                  Settings
                </Link>{' '}
                makes the line to run on a host; so does <code>slipway enrol token</code>. It is only observed until
                somebody adopts it.
              </EmptyStateBody>
            </EmptyState>
          }
        >
          {({ environments }) => (
            <ul className="slw-rows">
              {environments.map((environment) => (
                <li key={environment.environment ?? ''}>
                  <Row environment={environment} />
                </li>
              ))}
            </ul>
          )}
        </Shown>
      </CardBody>
    </Card>
  );
};

const Row = ({ environment: its }: { readonly environment: Environment }) => {
  const name = its.environment ?? 'of no environment';
  const search = its.environment === null ? {} : { environment: its.environment };
  return (
    <>
      <div className="slw-row-line">
        <strong>
          <Link to="/hosts" search={search}>
            {name}
          </Link>{' '}
          <span className="slw-subtle slw-number">{countText(its.hosts, 'host')}</span>
        </strong>
        <Last environment={its} />
      </div>
      <Bar
        label={name}
        parts={[
          { name: 'up to date', count: its.current, tone: 'good' },
          { name: 'with updates pending', count: its.behind, tone: 'warn' },
          { name: 'excepted', count: its.excepted, tone: 'calm' },
          { name: 'not known', count: its.unknown, tone: 'unknown' },
        ]}
      />
      <Beside environment={its} />
    </>
  );
};

const Last = ({ environment: { lastRollout } }: { readonly environment: Environment }) =>
  lastRollout === null ? (
    <span className="slw-subtle">no rollout yet</span>
  ) : (
    <span className="slw-subtle">
      last rollout{' '}
      <Link to="/rollouts/$rolloutId" params={{ rolloutId: lastRollout.rolloutId }}>
        <Ago at={lastRollout.endedAt ?? lastRollout.startedAt} />
      </Link>{' '}
      <StateLabel state={lastRollout.state} />
    </span>
  );

/** Where the grammar of selectors, or another page, has the list behind a number, it leads there. */
const Beside = ({ environment: its }: { readonly environment: Environment }) => {
  const environment = its.environment === null ? {} : { environment: its.environment };
  const hosts = (selector: string, text: string) => (
    <Link to="/hosts" search={{ ...environment, selector }}>
      {text}
    </Link>
  );
  const said: readonly (readonly [count: number, words: string, list?: (text: string) => ReactNode])[] = [
    [
      its.securityBehind,
      'behind on security updates',
      (text) => (
        <Link to="/exposures" search={environment}>
          {text}
        </Link>
      ),
    ],
    [its.rebootNeeded, 'need a reboot', (text) => hosts('reboot = needed', text)],
    [its.silent, 'silent: they do not check in any more'],
    [its.neverReported, 'never reported'],
    [its.barred, 'barred until somebody has looked'],
    [its.hosts - its.adopted, 'only observed', (text) => hosts('mode = observed', text)],
  ];
  const there = said.filter(([count]) => count > 0);
  return there.length === 0 ? null : (
    <ul className="slw-beside">
      {there.map(([count, words, list]) => (
        <li key={words}>{list === undefined ? `${count} ${words}` : list(`${count} ${words}`)}</li>
      ))}
    </ul>
  );
};
