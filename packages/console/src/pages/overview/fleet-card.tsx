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
                  <Row environment={environment} lists={listsOf(environment.environment, environments)} />
                </li>
              ))}
            </ul>
          )}
        </Shown>
      </CardBody>
    </Card>
  );
};

type Behind = (text: ReactNode) => ReactNode;
type Lists = (search: { readonly selector?: string; readonly counted?: Counted }) => Behind;

/** The lists behind the numbers of an environment. Hosts of none are those of none of the others. */
const listsOf = (environment: string | null, all: readonly Environment[]): Lists => {
  const others = all.flatMap((one) => (one.environment === null ? [] : [`"${one.environment}"`]));
  const ofNone = others.length === 0 ? null : `not environment in (${others.join(', ')})`;
  return ({ selector, ...counted }) => {
    const selectors = [environment === null ? ofNone : null, selector ?? null].filter((one) => one !== null);
    const search = {
      ...(environment === null ? {} : { environment }),
      ...(selectors.length === 0 ? {} : { selector: selectors.join(' and ') }),
      ...counted,
    };
    return (text) => (
      <Link to="/hosts" search={search}>
        {text}
      </Link>
    );
  };
};

const Row = ({ environment: its, lists }: { readonly environment: Environment; readonly lists: Lists }) => {
  const name = its.environment ?? 'of no environment';
  const counted = (as: Counted) => ({ link: lists({ counted: as }) });
  return (
    <>
      <div className="slw-row-line">
        <strong>
          {lists({})(
            <>
              {name} · <span className="slw-number">{countText(its.hosts, 'host')}</span>
            </>,
          )}
        </strong>
        <Last environment={its} />
      </div>
      <Bar
        label={name}
        parts={[
          { name: 'up to date', count: its.current, tone: 'good', ...counted('up-to-date') },
          { name: 'with updates pending', count: its.behind, tone: 'warn', ...counted('updates-pending') },
          { name: 'excepted', count: its.excepted, tone: 'calm', ...counted('excepted') },
          { name: 'not known', count: its.unknown, tone: 'unknown', ...counted('unknown') },
        ]}
      />
      <Beside environment={its} lists={lists} />
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

const Beside = ({ environment: its, lists }: { readonly environment: Environment; readonly lists: Lists }) => {
  const said: readonly (readonly [count: number, words: string, list: Behind])[] = [
    [its.securityBehind, 'behind on security updates', lists({ counted: 'security-pending' })],
    [its.rebootNeeded, 'waiting for a reboot', lists({ selector: 'reboot = needed' })],
    [its.silent, 'silent: they do not check in any more', lists({ counted: 'silent' })],
    [its.neverReported, 'never reported', lists({ counted: 'never-reported' })],
    [its.barred, 'barred until somebody has looked', lists({ counted: 'barred' })],
    [its.hosts - its.adopted, 'only observed', lists({ selector: 'mode = observed' })],
  ];
  const there = said.filter(([count]) => count > 0);
  return there.length === 0 ? null : (
    <ul className="slw-beside">
      {there.map(([count, words, list]) => (
        <li key={words}>{list(`${count} ${words}`)}</li>
      ))}
    </ul>
  );
};
