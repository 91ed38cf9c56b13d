import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { CheckCircleIcon } from '@patternfly/react-icons';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { Bar, countText, SeverityLabel, Shown } from '../../widgets/index.ts';
import { csvOf, route, usePeriod } from './asked.ts';
import { Controls, PeriodDays, RecordsBegin, shareText } from './controls.tsx';
import { ExposureList } from './exposure-list.tsx';
import { isRecorded } from './records.ts';

type Counts = Schemas['Sla']['total'];

const OUTCOMES = [
  ['in-time', 'inTime', 'in time', 'good'],
  ['late', 'late', 'late', 'warn'],
  ['overdue', 'overdue', 'still overdue', 'bad'],
  ['unknown', 'unknown', 'unknown', 'unknown'],
  ['excepted', 'excepted', 'excepted', 'calm'],
  ['otherwise', 'otherwise', 'ended otherwise', 'calm'],
] as const;

const sumOf = (counts: Counts): number => OUTCOMES.reduce((sum, [, field]) => sum + counts[field], 0);

export const SlaTab = () => {
  const { which } = route.useSearch();
  const { query } = usePeriod();
  const report = useAnswer(
    'exposures',
    ['report-sla', query],
    async (signal) => await api.GET('/api/v1/reports/sla', { params: { query }, signal }),
    { keep: true },
  );
  return (
    <>
      <Controls csv={csvOf('/api/v1/reports/sla', query)}>
        <PeriodDays />
      </Controls>
      <Shown answer={report} what="deadlines" level="h2" lines={8}>
        {(data) => (
          <>
            <RecordsBegin since={data.recordsSince} begin={data.from} />
            {sumOf(data.total) > 0 ? (
              <>
                <Whole total={data.total} />
                <Groups groups={data.groups} />
              </>
            ) : isRecorded(data.recordsSince, data.from) ? (
              <EmptyState
                titleText="No deadline fell into these days"
                headingLevel="h2"
                icon={CheckCircleIcon}
                variant="sm"
              >
                <EmptyStateBody>An exposure counts in the days in which it was due, wherever it began.</EmptyStateBody>
              </EmptyState>
            ) : null}
            <p className="slw-ends">
              What is unknown counts against the share. Excepted and otherwise ended (removed, revised by the feed, host
              retired) are in none.{' '}
              {data.withoutDeadline === 0 ? null : (
                <Link
                  from="/reports"
                  to="."
                  search={({ severity: _s, rule: _r, outcome: _o, rows: _n, ...now }) => ({
                    ...now,
                    which: 'no-deadline',
                  })}
                >
                  {countText(data.withoutDeadline, 'exposure')} without a deadline
                </Link>
              )}
            </p>
          </>
        )}
      </Shown>
      {which === 'due' || which === 'no-deadline' ? <ExposureList which={which} /> : null}
    </>
  );
};

const Whole = ({ total }: { readonly total: Counts }) => (
  <div className="slw-report-head">
    <p className="slw-report-share">
      <strong>{shareText(total.inTimePermille)}</strong> of{' '}
      <Link
        from="/reports"
        to="."
        search={({ severity: _s, rule: _r, outcome: _o, rows: _n, ...now }) => ({ ...now, which: 'due' })}
      >
        {countText(total.inTime + total.late + total.overdue + total.unknown, 'deadline')}
      </Link>{' '}
      kept
    </p>
    <Bar
      label="Deadlines"
      parts={OUTCOMES.map(([outcome, field, name, tone]) => ({
        name,
        count: total[field],
        tone,
        link: (text) => (
          <Link
            from="/reports"
            to="."
            search={({ severity: _s, rule: _r, rows: _n, ...now }) => ({ ...now, which: 'due', outcome })}
          >
            {text}
          </Link>
        ),
      }))}
    />
  </div>
);

const Groups = ({ groups }: { readonly groups: Schemas['Sla']['groups'] }) => (
  <Table variant="compact" aria-label="Deadlines by severity and rule">
    <Thead>
      <Tr>
        <Th>Severity</Th>
        <Th>Rule</Th>
        <Th modifier="nowrap">Kept</Th>
        {OUTCOMES.map(([outcome, , name]) => (
          <Th key={outcome} modifier="nowrap">
            {name}
          </Th>
        ))}
      </Tr>
    </Thead>
    <Tbody>
      {groups.map((group) => (
        <Tr key={`${group.severity} ${group.rule}`}>
          <Td dataLabel="Severity">
            <SeverityLabel severity={group.severity} tenths={null} />
          </Td>
          <Td dataLabel="Rule">{group.rule}</Td>
          <Td dataLabel="Kept" className="slw-number">
            {shareText(group.inTimePermille)}
          </Td>
          {OUTCOMES.map(([outcome, field, name]) => (
            <Td key={outcome} dataLabel={name} className="slw-number">
              {group[field] === 0 ? (
                <span className="slw-subtle">0</span>
              ) : (
                <Link
                  from="/reports"
                  to="."
                  search={({ rule: _rule, rows: _rows, ...now }) => ({
                    ...now,
                    which: 'due',
                    outcome,
                    severity: group.severity ?? 'unrated',
                    ...(group.rule === null ? {} : { rule: group.rule }),
                  })}
                >
                  {group[field]}
                </Link>
              )}
            </Td>
          ))}
        </Tr>
      ))}
    </Tbody>
  </Table>
);
