import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { HistoryIcon } from '@patternfly/react-icons';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { countText, SeverityLabel, Shown } from '../../widgets/index.ts';
import { csvOf, route, usePeriod } from './asked.ts';
import { Controls, PeriodDays, RecordsBegin } from './controls.tsx';
import { ExposureList } from './exposure-list.tsx';
import { isRecorded } from './records.ts';

type Took = Schemas['TimeToPatch']['total'];

const CLOCKS = [
  ['fromFix', 'Fix available → in effect'],
  ['fromLearned', 'Learned of → in effect'],
  ['toDisk', 'Fix available → installed'],
] as const;

export const TimeTab = () => {
  const { which } = route.useSearch();
  const { query } = usePeriod();
  const report = useAnswer(
    'exposures',
    ['report-time', query],
    async (signal) => await api.GET('/api/v1/reports/time-to-patch', { params: { query }, signal }),
    { keep: true },
  );
  return (
    <>
      <Controls csv={csvOf('/api/v1/reports/time-to-patch', query)}>
        <PeriodDays />
      </Controls>
      <Shown answer={report} what="time to patch" level="h2" lines={8}>
        {(data) => (
          <>
            <RecordsBegin since={data.recordsSince} begin={data.from} />
            {data.total.fromFix.exposures > 0 ? (
              <Times data={data} />
            ) : isRecorded(data.recordsSince, data.from) && data.effectUnknown === 0 ? (
              <EmptyState
                titleText="Nothing was patched in these days"
                headingLevel="h2"
                icon={HistoryIcon}
                variant="sm"
              >
                <EmptyStateBody>Of nothing there is no median.</EmptyStateBody>
              </EmptyState>
            ) : null}
            <p className="slw-ends">
              Median, and in brackets the 90th percentile. In effect: installed, and no old code runs. A host that came
              later counts since it came.
              {data.effectUnknown === 0 ? null : (
                <>
                  {' '}
                  Of{' '}
                  <Link
                    from="/reports"
                    to="."
                    search={({ severity: _s, rows: _rows, ...now }) => ({ ...now, which: 'effect-unknown' })}
                  >
                    {countText(data.effectUnknown, 'exposure')}
                  </Link>{' '}
                  nobody can say whether old code still runs: among no figure.
                </>
              )}
            </p>
          </>
        )}
      </Shown>
      {which === 'patched' || which === 'effect-unknown' ? <ExposureList which={which} /> : null}
    </>
  );
};

const Times = ({ data }: { readonly data: Schemas['TimeToPatch'] }) => (
  <Table variant="compact" aria-label="Time to patch by severity">
    <Thead>
      <Tr>
        <Th>Severity</Th>
        <Th>Exposures</Th>
        {CLOCKS.map(([clock, title]) => (
          <Th key={clock}>{title}</Th>
        ))}
      </Tr>
    </Thead>
    <Tbody>
      {data.groups.map(({ severity, ...took }) => (
        <Line
          key={severity ?? 'unrated'}
          name={<SeverityLabel severity={severity} tenths={null} />}
          took={took}
          severity={severity ?? 'unrated'}
        />
      ))}
      <Line name="All" took={data.total} />
    </Tbody>
  </Table>
);

const Line = (props: { readonly name: ReactNode; readonly took: Took; readonly severity?: string }) => (
  <Tr>
    <Td dataLabel="Severity">{props.name}</Td>
    <Td dataLabel="Exposures" className="slw-number">
      <Link
        from="/reports"
        to="."
        search={({ severity: _severity, rows: _rows, ...now }) => ({
          ...now,
          which: 'patched',
          ...(props.severity === undefined ? {} : { severity: props.severity }),
        })}
      >
        {props.took.fromFix.exposures}
      </Link>
    </Td>
    {CLOCKS.map(([clock, title]) => (
      <Td key={clock} dataLabel={title} className="slw-number">
        {hoursText(props.took[clock].medianHours)}{' '}
        <span className="slw-subtle">({hoursText(props.took[clock].p90Hours)})</span>
      </Td>
    ))}
  </Tr>
);

/** Hours where they matter, days where hours would only look exact. */
const hoursText = (hours: number | null): string => {
  if (hours === null) return 'none';
  if (hours === 0) return 'below 1 h';
  return hours < 48 ? `${hours} h` : `${(hours / 24).toFixed(1)} d`;
};
