import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useList } from '../../api/index.ts';
import { ListBehind, More, Shown, useRows, When, Why } from '../../widgets/index.ts';
import { csvOf, route, useAsOf } from './asked.ts';

const PAGE = 50;
const STANDINGS = ['clear', 'due-later', 'excepted', 'overdue', 'unknown'] as const;
type Host = Schemas['ComplianceHosts']['items'][number];

/** The hosts behind a number. */
export const ComplianceHosts = () => {
  const { by = 'environment', value, standing } = route.useSearch();
  const asOf = useAsOf();
  const known = STANDINGS.find((one) => one === standing);
  const query = {
    by,
    ...(asOf === null ? {} : { asOf }),
    ...(value === undefined ? {} : { value: value === '(none)' ? '' : value }),
    ...(known === undefined ? {} : { standing: known }),
  };
  const hosts = useList(
    'exposures',
    ['report-compliance-hosts', query],
    async (portion, signal) =>
      await api.GET('/api/v1/reports/compliance/hosts', { params: { query: { ...query, ...portion } }, signal }),
    { rows: useRows(PAGE) },
  );
  const of = [value === undefined ? null : `${by} ${value}`, known ?? null].filter((part) => part !== null).join(', ');
  return (
    <ListBehind
      title={`Hosts: ${of}`}
      close={(text) => (
        <Link from="/reports" to="." search={({ value: _v, standing: _s, rows: _r, ...now }) => now}>
          {text}
        </Link>
      )}
      file={csvOf('/api/v1/reports/compliance/hosts', query)}
    >
      <Shown
        answer={hosts.answer}
        what="hosts"
        lines={6}
        isEmpty={(rows) => rows.length === 0}
        empty={<p className="slw-subtle">No host stood like that.</p>}
      >
        {(rows) => <Hosts rows={rows} />}
      </Shown>
      <More list={hosts} />
    </ListBehind>
  );
};

const Hosts = ({ rows }: { readonly rows: readonly Host[] }) => (
  <Table variant="compact" aria-label="Hosts behind the number">
    <Thead>
      <Tr>
        <Th>Host</Th>
        <Th>Standing</Th>
        <Th modifier="nowrap">Updates needed</Th>
        <Th>Overdue</Th>
        <Th modifier="nowrap">Due first</Th>
        <Th width={35}>Why it is not known</Th>
      </Tr>
    </Thead>
    <Tbody>
      {rows.map((host) => (
        <Tr key={host.hostId}>
          <Td dataLabel="Host">
            <Link to="/hosts/$hostId" params={{ hostId: host.hostId }} search={{ tab: 'exposure' }}>
              {host.hostname}
            </Link>
          </Td>
          <Td dataLabel="Standing">{host.standing.replaceAll('-', ' ')}</Td>
          <Td dataLabel="Updates needed" className="slw-number">
            <Exposures host={host} count={host.needed} what="updates needed" />
          </Td>
          <Td dataLabel="Overdue" className="slw-number">
            <Exposures host={host} count={host.overdue} what="overdue" />
          </Td>
          <Td dataLabel="Due first">{host.dueFirst === null ? '' : <When at={host.dueFirst} />}</Td>
          <Td dataLabel="Why it is not known">{host.reason === null ? '' : <Why reason={host.reason} />}</Td>
        </Tr>
      ))}
    </Tbody>
  </Table>
);

/** Of today, whatever day the report is of. */
const Exposures = (props: { readonly host: Host; readonly count: number; readonly what: string }) =>
  props.host.standing === 'unknown' ? (
    'unknown'
  ) : (
    <Link to="/hosts/$hostId" params={{ hostId: props.host.hostId }} search={{ tab: 'exposure' }}>
      {props.count}
      <span className="pf-v6-screen-reader">
        {' '}
        {props.what} on {props.host.hostname}
      </span>
    </Link>
  );
