import { EmptyState, EmptyStateBody, Label } from '@patternfly/react-core';
import { HistoryIcon } from '@patternfly/react-icons';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useList } from '../../api/index.ts';
import { countText, More, Shown, useRows, When } from '../../widgets/index.ts';
import { csvOf, route, usePeriod } from './asked.ts';
import { Controls, PeriodDays } from './controls.tsx';

const PAGE = 50;
/** What a line still shows; the host's history has all of them. */
const PACKAGES_SHOWN = 6;
type Change = Schemas['Changes']['items'][number];

export const ChangesTab = () => {
  const { host } = route.useSearch();
  const { query: period } = usePeriod();
  const query = { ...period, ...(host === undefined ? {} : { host }) };
  const changes = useList(
    'rollouts',
    ['report-changes', query],
    async (portion, signal) =>
      await api.GET('/api/v1/reports/changes', { params: { query: { ...query, ...portion } }, signal }),
    { rows: useRows(PAGE) },
  );
  return (
    <>
      <Controls csv={csvOf('/api/v1/reports/changes', query)}>
        <PeriodDays />
      </Controls>
      {host === undefined ? null : (
        <p>
          Of one host alone.{' '}
          <Link from="/reports" to="." search={({ host: _host, rows: _rows, ...now }) => now}>
            All hosts
          </Link>
        </p>
      )}
      <Shown
        answer={changes.answer}
        what="changes"
        level="h2"
        lines={10}
        isEmpty={(rows) => rows.length === 0}
        empty={
          <EmptyState titleText="Nothing changed that anybody saw" headingLevel="h2" icon={HistoryIcon} variant="sm">
            <EmptyStateBody>What a host brought along when it was enrolled is no change.</EmptyStateBody>
          </EmptyState>
        }
      >
        {(rows) => (
          <Table variant="compact" aria-label="What changed, newest first">
            <Thead>
              <Tr>
                <Th>When</Th>
                <Th>Host</Th>
                <Th width={40}>Packages</Th>
                <Th>By</Th>
                <Th modifier="nowrap">Approved by</Th>
              </Tr>
            </Thead>
            <Tbody>
              {rows.map((one) => (
                <Row key={`${one.hostId} ${one.at} ${one.by}`} one={one} />
              ))}
            </Tbody>
          </Table>
        )}
      </Shown>
      <More list={changes} />
    </>
  );
};

const Row = ({ one }: { readonly one: Change }) => (
  <Tr>
    <Td dataLabel="When">
      <When at={one.at} />
    </Td>
    <Td dataLabel="Host">
      <Link to="/hosts/$hostId" params={{ hostId: one.hostId }} search={{ tab: 'history' }}>
        {one.hostname}
      </Link>
    </Td>
    <Td dataLabel="Packages">
      <ul className="slw-report-changes">
        {one.packages.slice(0, PACKAGES_SHOWN).map(({ name, architecture, from, to }) => (
          <li key={`${name} ${architecture}`}>
            {name} <span className="slw-code">{from ?? 'new'}</span> →{' '}
            <span className="slw-code">{to ?? 'removed'}</span>
          </li>
        ))}
      </ul>
      {one.packages.length > PACKAGES_SHOWN ? (
        <Link to="/hosts/$hostId" params={{ hostId: one.hostId }} search={{ tab: 'history' }}>
          and {countText(one.packages.length - PACKAGES_SHOWN, 'further package')}
        </Link>
      ) : null}
    </Td>
    <Td dataLabel="By" className="slw-report-whose">
      <Whose one={one} />
    </Td>
    <Td dataLabel="Approved by">{one.approvedBy.join(', ')}</Td>
  </Tr>
);

const Whose = ({ one: { by, rolloutId, planDigest, rollback } }: { readonly one: Change }) => (
  <>
    {by === 'foreign' ? <Label isCompact>somebody else</Label> : null}
    {rolloutId === null ? (
      by === 'slipway' ? (
        'Slipway'
      ) : null
    ) : (
      <Link to="/rollouts/$rolloutId" params={{ rolloutId }}>
        {rolloutId}
      </Link>
    )}{' '}
    {planDigest === null ? null : (
      <Link to="/plans/$digest" params={{ digest: planDigest }}>
        plan
      </Link>
    )}{' '}
    {rollback === 'none' ? null : (
      <Label isCompact color="orange">
        {rollback === 'plan' ? 'rollback' : 'went back'}
      </Label>
    )}
  </>
);
