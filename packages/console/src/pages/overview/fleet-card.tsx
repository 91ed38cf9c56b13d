import { Card, CardBody, CardTitle, EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, type Counted, type Schemas, useAnswer } from '../../api/index.ts';
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

type Behind = (text: string) => ReactNode;

/** The lists behind the numbers of an environment. Of hosts of none there is no list: without one it would be the whole fleet. */
const listsOf = (environment: string | null) => {
  if (environment === null) return null;
  const hosts = (search: { readonly selector?: string; readonly counted?: Counted }): Behind => {
    return (text) => (
      <Link to="/hosts" search={{ environment, ...search }}>
        {text}
      </Link>
    );
  };
  const exposures: Behind = (text) => (
    <Link to="/exposures" search={{ environment }}>
      {text}
    </Link>
  );
  return { hosts, exposures };
};

const Row = ({ environment: its }: { readonly environment: Environment }) => {
  const name = its.environment ?? 'of no environment';
  const lists = listsOf(its.environment);
  const counted = (as: Counted) => (lists === null ? {} : { link: lists.hosts({ counted: as }) });
  return (
    <>
      <div className="slw-row-line">
        <strong>
          {lists === null ? name : lists.hosts({})(name)}{' '}
          <span className="slw-subtle slw-number">{countText(its.hosts, 'host')}</span>
        </strong>
        <Last environment={its} />
      </div>
      <Bar
        label={name}
        parts={[
          { name: 'up to date', count: its.current, tone: 'good', ...counted('up-to-date') },
          { name: 'with updates pending', count: its.behind, tone: 'warn' },
          { name: 'excepted', count: its.excepted, tone: 'calm' },
          { name: 'not known', count: its.unknown, tone: 'unknown', ...counted('unknown') },
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

const Beside = ({ environment: its }: { readonly environment: Environment }) => {
  const lists = listsOf(its.environment);
  const said: readonly (readonly [count: number, words: string, list: Behind | undefined])[] = [
    [its.securityBehind, 'behind on security updates', lists?.exposures],
    [its.rebootNeeded, 'need a reboot', lists?.hosts({ selector: 'reboot = needed' })],
    [its.silent, 'silent: they do not check in any more', lists?.hosts({ counted: 'silent' })],
    [its.neverReported, 'never reported', lists?.hosts({ counted: 'never-reported' })],
    [its.barred, 'barred until somebody has looked', lists?.hosts({ counted: 'barred' })],
    [its.hosts - its.adopted, 'only observed', lists?.hosts({ selector: 'mode = observed' })],
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
