import { Button, EmptyState, EmptyStateBody, PageSection } from '@patternfly/react-core';
import { SearchIcon } from '@patternfly/react-icons';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { Ago, DigestText, PageHead, Shown, When } from '../../widgets/index.ts';
import { About, Facts } from './about.tsx';
import { ChainState } from './chain-state.tsx';
import { type Asked, Filter } from './filter.tsx';

const route = getRouteApi('/audit');
const PAGE = 50;

/** A day of the filter is one of UTC, as the entries are kept. */
const queryOf = ({ who, action, object, from, until, after }: Asked & { readonly after?: string }) => ({
  limit: PAGE,
  order: 'newest-first' as const,
  ...(who === undefined ? {} : { who }),
  ...(action === undefined ? {} : { action }),
  ...(object === undefined ? {} : { object }),
  ...(from === undefined ? {} : { from: `${from}T00:00:00.000Z` }),
  ...(until === undefined ? {} : { until: dayAfter(until) }),
  ...(after === undefined ? {} : { after }),
});

const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400_000).toISOString();

export const AuditPage = () => {
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/audit' });
  const { after: _after, ...asked } = search;
  const events = useAnswer(
    'access',
    ['audit', search],
    async (signal) => await api.GET('/api/v1/audit', { params: { query: queryOf(search) }, signal }),
    { keep: true },
  );
  const isFiltered = Object.keys(asked).length > 0;
  return (
    <>
      <PageHead title="Audit" about="Who did what to which object, newest first, and whether the record is whole." />
      <PageSection>
        <ChainState />
        <Filter key={JSON.stringify(asked)} asked={asked} ask={(wanted) => void navigate({ search: wanted })} />
        <Shown
          answer={events}
          what="audit events"
          level="h2"
          lines={12}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <EmptyState
              titleText={isFiltered ? 'There is no such event' : 'Nothing has been done yet'}
              headingLevel="h2"
              icon={SearchIcon}
              variant="sm"
            >
              <EmptyStateBody>
                {isFiltered ? <Link to="/audit">All events</Link> : 'Whatever people and programs change stands here.'}
              </EmptyStateBody>
            </EmptyState>
          }
        >
          {({ items, next }) => (
            <>
              <Events items={items} />
              <div className="slw-actions">
                {search.after === undefined ? null : (
                  <Button variant="secondary" onClick={() => void navigate({ search: asked })}>
                    Newest
                  </Button>
                )}
                {next === null ? null : (
                  <Button variant="secondary" onClick={() => void navigate({ search: { ...asked, after: next } })}>
                    Older
                  </Button>
                )}
              </div>
            </>
          )}
        </Shown>
      </PageSection>
    </>
  );
};

const Events = ({ items }: { readonly items: readonly Schemas['AuditEvent'][] }) => (
  <Table variant="compact" aria-label="Audit events, newest first">
    <Thead>
      <Tr>
        <Th modifier="nowrap">Number</Th>
        <Th>When</Th>
        <Th>Who</Th>
        <Th>What</Th>
        <Th>About</Th>
        <Th width={35}>Said with it</Th>
        <Th>Digest</Th>
      </Tr>
    </Thead>
    <Tbody>
      {items.map((event) => (
        <Tr key={event.sequence}>
          <Td dataLabel="Number" className="slw-number">
            {event.sequence}
          </Td>
          <Td dataLabel="When">
            <When at={event.at} />{' '}
            <span className="slw-subtle">
              <Ago at={event.at} />
            </span>
          </Td>
          <Td dataLabel="Who">
            <Link to="/audit" search={{ who: event.who }}>
              {event.who}
            </Link>
          </Td>
          <Td dataLabel="What">
            <Link to="/audit" search={{ action: event.action }}>
              {event.action}
            </Link>
          </Td>
          <Td dataLabel="About">
            <About event={event} />
          </Td>
          <Td dataLabel="Said with it">
            <Facts facts={event.facts} />
          </Td>
          <Td dataLabel="Digest">
            <DigestText digest={event.digest} />
          </Td>
        </Tr>
      ))}
    </Tbody>
  </Table>
);
