import { EmptyState, EmptyStateBody, Label, PageSection } from '@patternfly/react-core';
import { CheckCircleIcon, SearchIcon } from '@patternfly/react-icons';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { api, type Schemas, useList } from '../../api/index.ts';
import {
  EpssText,
  KevLabel,
  Known,
  More,
  PageHead,
  SeverityLabel,
  Shown,
  useRows,
  When,
  withoutRows,
} from '../../widgets/index.ts';
import { Filters, SEVERITIES } from './filters.tsx';
import { FixList } from './fix-list.tsx';
import type { AdvisorySearch } from './search.ts';

const route = getRouteApi('/advisories');
const PAGE = 50;

const queryOf = ({ text, which, severity, exploited }: AdvisorySearch) => {
  const known = SEVERITIES.find((one) => one === severity);
  return {
    order: 'newest' as const,
    ...(which === 'all' ? {} : { affecting: true }),
    ...(text === undefined ? {} : { text }),
    ...(known === undefined ? {} : { severity: known }),
    ...(exploited === 'yes' ? { exploited: true } : {}),
  };
};

export const AdvisoriesPage = () => {
  const search = withoutRows(route.useSearch());
  const navigate = useNavigate({ from: '/advisories' });
  const list = useList(
    'exposures',
    ['advisories', search],
    async (portion, signal) =>
      await api.GET('/api/v1/advisories', { params: { query: { ...queryOf(search), ...portion } }, signal }),
    { rows: useRows(PAGE) },
  );
  const set = useCallback(
    (name: keyof AdvisorySearch, value: string | undefined): void =>
      void navigate({
        search: (before: AdvisorySearch & { readonly rows?: string }) =>
          Object.fromEntries(
            Object.entries({ ...withoutRows(before), [name]: value }).filter(([, one]) => one !== undefined),
          ),
        replace: true,
      }),
    [navigate],
  );
  return (
    <>
      <PageHead
        title="Advisories"
        about="What vendors and feeds say, newest first: how urgent it is, whom it affects here, and where a fix is to be had."
      />
      <PageSection isFilled>
        <Filters search={search} set={set} />
        {list.first === undefined ? null : <Known data={list.first} />}
        <Shown
          answer={list.answer}
          what="advisories"
          level="h2"
          lines={14}
          isEmpty={(rows) => rows.length === 0}
          empty={<Nothing search={search} />}
        >
          {(rows) => <Rows rows={rows} />}
        </Shown>
        <More list={list} />
      </PageSection>
    </>
  );
};

const Nothing = ({ search: { text, severity, exploited, which } }: { readonly search: AdvisorySearch }) => {
  const isFiltered = [text, severity, exploited].some((one) => one !== undefined);
  return (
    <EmptyState
      titleText={isFiltered ? 'No advisory is like that' : 'No advisory affects a host here'}
      headingLevel="h2"
      icon={isFiltered ? SearchIcon : CheckCircleIcon}
    >
      <EmptyStateBody>
        {which === 'all'
          ? 'Of all that the feeds name.'
          : 'Of those that affect some host of today, by the feeds that are read. “All” lists the others as well.'}
      </EmptyStateBody>
    </EmptyState>
  );
};

const Rows = ({ rows }: { readonly rows: readonly Schemas['Advisory'][] }) => (
  <Table variant="compact" aria-label="Advisories, newest first">
    <Thead>
      <Tr>
        <Th width={30}>Advisory</Th>
        <Th>Published</Th>
        <Th>Severity</Th>
        <Th>Exploited</Th>
        <Th>EPSS</Th>
        <Th width={35}>Fix and hosts that need it</Th>
      </Tr>
    </Thead>
    <Tbody>
      {rows.map(({ feed, record, kev = [], epssPpm, cvssTenths = null, updates = [] }) => (
        <Tr key={`${feed} ${record.recordId}`}>
          <Td dataLabel="Advisory">
            <Link to="/advisories/$name" params={{ name: record.name }}>
              {record.name}
            </Link>{' '}
            <span className="slw-subtle">by {feed}</span>{' '}
            {record.withdrawnAt === null ? null : (
              <Label isCompact color="grey">
                withdrawn
              </Label>
            )}
            <div className="slw-summary">{record.summary}</div>
          </Td>
          <Td dataLabel="Published">
            {record.publishedAt === null ? (
              <span className="slw-subtle">not told</span>
            ) : (
              <When at={record.publishedAt} />
            )}
          </Td>
          <Td dataLabel="Severity">
            <SeverityLabel severity={record.severity} tenths={cvssTenths} />
          </Td>
          <Td dataLabel="Exploited">
            {kev.length === 0 ? <span className="slw-subtle">not listed</span> : <KevLabel count={kev.length} />}
          </Td>
          <Td dataLabel="EPSS">
            <EpssText ppm={epssPpm} />
          </Td>
          <Td dataLabel="Fix and hosts that need it">
            <FixList updates={updates} label={`What ends ${record.name}`} />
          </Td>
        </Tr>
      ))}
    </Tbody>
  </Table>
);
