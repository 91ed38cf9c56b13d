import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useList } from '../../api/index.ts';
import { ListBehind, More, SeverityLabel, Shown, useRows, When } from '../../widgets/index.ts';
import { csvOf, route, usePeriod } from './asked.ts';

const PAGE = 50;
const OUTCOMES = ['in-time', 'late', 'overdue', 'excepted', 'unknown', 'otherwise'] as const;
const SEVERITIES = ['negligible', 'low', 'medium', 'high', 'critical', 'unrated'] as const;
type Row = Schemas['ExposureRecords']['items'][number];

/** The exposures behind a number. */
export const ExposureList = ({ which }: { readonly which: keyof typeof WHICH }) => {
  const search = route.useSearch();
  const { query: period } = usePeriod();
  const outcome = which === 'due' ? OUTCOMES.find((one) => one === search.outcome) : undefined;
  const severity = SEVERITIES.find((one) => one === search.severity);
  const query = {
    ...{ which, ...period },
    ...(outcome === undefined ? {} : { outcome }),
    ...(severity === undefined ? {} : { severity }),
    ...(search.rule === undefined || which !== 'due' ? {} : { rule: search.rule }),
  };
  const rows = useList(
    'exposures',
    ['report-exposures', query],
    async (portion, signal) =>
      await api.GET('/api/v1/reports/exposures', { params: { query: { ...query, ...portion } }, signal }),
    { rows: useRows(PAGE) },
  );
  const of = [WHICH[which], outcome?.replaceAll('-', ' '), severity, query.rule].filter((part) => part !== undefined);
  return (
    <ListBehind
      title={of.join(', ')}
      close={(text) => (
        <Link
          from="/reports"
          to="."
          search={({ which: _w, outcome: _o, severity: _s, rule: _r, rows: _n, ...now }) => now}
        >
          {text}
        </Link>
      )}
      file={csvOf('/api/v1/reports/exposures', query)}
    >
      <Shown
        answer={rows.answer}
        what="exposures"
        lines={6}
        isEmpty={(items) => items.length === 0}
        empty={<p className="slw-subtle">There is none of these.</p>}
      >
        {(items) => <Exposures rows={items} />}
      </Shown>
      <More list={rows} />
    </ListBehind>
  );
};

const WHICH = {
  due: 'Due in these days',
  patched: 'Patched in these days',
  'no-deadline': 'Without a deadline',
  'effect-unknown': 'Installed in these days, and nobody knows whether it is in effect',
} as const;

const Exposures = ({ rows }: { readonly rows: readonly Row[] }) => (
  <Table variant="compact" aria-label="Exposures behind the number">
    <Thead>
      <Tr>
        <Th>Host</Th>
        <Th>Update</Th>
        <Th>Severity</Th>
        <Th modifier="nowrap">Fix available</Th>
        <Th>Due</Th>
        <Th>Installed</Th>
        <Th modifier="nowrap">In effect</Th>
        <Th>Outcome</Th>
      </Tr>
    </Thead>
    <Tbody>
      {rows.map((one) => (
        <Tr key={`${one.hostId} ${one.sourcePackage} ${one.fixedVersion} ${one.beganAt}`}>
          <Td dataLabel="Host">
            <Link to="/hosts/$hostId" params={{ hostId: one.hostId }} search={{ tab: 'exposure' }}>
              {one.hostname}
            </Link>
          </Td>
          <Td dataLabel="Update">
            {one.sourcePackage} <span className="slw-code">{one.fixedVersion}</span>
            <div className="slw-subtle">
              <Link to="/advisories/$name" params={{ name: one.vulnerability }}>
                {one.vulnerability}
              </Link>
            </div>
          </Td>
          <Td dataLabel="Severity">
            <SeverityLabel severity={one.severity} tenths={null} />
          </Td>
          <Td dataLabel="Fix available">
            <When at={one.fixAt} />
          </Td>
          <Td dataLabel="Due">{one.dueAt === null ? 'no deadline' : <When at={one.dueAt} />}</Td>
          <Td dataLabel="Installed">{one.installedAt === null ? 'no' : <When at={one.installedAt} />}</Td>
          <Td dataLabel="In effect">
            {one.effect === 'unknown' ? 'unknown' : one.endedAt === null ? 'no' : <When at={one.endedAt} />}
            {one.end === null || one.end === 'patched' ? null : <div className="slw-subtle">{one.end}</div>}
          </Td>
          <Td dataLabel="Outcome">
            {(one.outcome ?? one.end ?? 'open').replaceAll('-', ' ')}
            {one.exception === null ? null : <div className="slw-subtle">exception {one.exception}</div>}
          </Td>
        </Tr>
      ))}
    </Tbody>
  </Table>
);
