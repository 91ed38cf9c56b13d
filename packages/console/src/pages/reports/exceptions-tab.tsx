import { EmptyState, EmptyStateBody, Label } from '@patternfly/react-core';
import { CheckCircleIcon } from '@patternfly/react-icons';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { Shown, When } from '../../widgets/index.ts';
import { csvOf, usePeriod } from './asked.ts';
import { Controls, PeriodDays } from './controls.tsx';

type Item = Schemas['ExceptionHistory']['items'][number];

const STATES = {
  acts: ['in force', 'purple'],
  'ends-soon': ['ends soon', 'orange'],
  expired: ['ended', 'grey'],
  withdrawn: ['taken out', 'grey'],
} as const;

export const ExceptionsTab = () => {
  const { query } = usePeriod();
  const report = useAnswer(
    'policy',
    ['report-exceptions', query],
    async (signal) => await api.GET('/api/v1/reports/exceptions', { params: { query }, signal }),
    { keep: true },
  );
  return (
    <>
      <Controls csv={csvOf('/api/v1/reports/exceptions', query)}>
        <PeriodDays />
      </Controls>
      <Shown answer={report} what="exceptions" level="h2" lines={8}>
        {({ items, moreBefore }) => (
          <>
            {items.length > 0 ? <Exceptions items={items} /> : moreBefore ? null : <None />}
            {moreBefore ? (
              <p className="slw-subtle">
                {items.length > 0 ? '' : 'In the revisions of the policy that were looked into no exception stood. '}
                Older revisions of the policy were not looked into.
              </p>
            ) : null}
          </>
        )}
      </Shown>
    </>
  );
};

const None = () => (
  <EmptyState titleText="No exception stood in these days" headingLevel="h2" icon={CheckCircleIcon} variant="sm">
    <EmptyStateBody>Nothing was left out on purpose.</EmptyStateBody>
  </EmptyState>
);

const Exceptions = ({ items }: { readonly items: readonly Item[] }) => (
  <Table variant="compact" aria-label="Exceptions that stood, what ends first at the top">
    <Thead>
      <Tr>
        <Th>Exception</Th>
        <Th>State</Th>
        <Th modifier="nowrap">Leaves out</Th>
        <Th width={30}>Why</Th>
        <Th>Owner</Th>
        <Th modifier="nowrap">Agreed to by</Th>
        <Th>Entered</Th>
        <Th modifier="nowrap">Ends / ended</Th>
      </Tr>
    </Thead>
    <Tbody>
      {items.map((one) => (
        <Row key={`${one.name} ${one.enteredAt}`} one={one} />
      ))}
    </Tbody>
  </Table>
);

const Row = ({ one }: { readonly one: Item }) => {
  const [word, colour] = STATES[one.state];
  return (
    <Tr>
      <Td dataLabel="Exception">
        <strong>{one.name}</strong>
        <div>
          <Link to="/hosts" search={{ selector: one.hosts }} className="slw-code">
            {one.hosts}
          </Link>
        </div>
      </Td>
      <Td dataLabel="State">
        <Label isCompact color={colour}>
          {word}
        </Label>
      </Td>
      <Td dataLabel="Leaves out">{'package' in one.leavesOut ? one.leavesOut.package : one.leavesOut.advisory}</Td>
      <Td dataLabel="Why">
        {one.why}
        <div className="slw-subtle">Meanwhile: {one.compensatingControl}</div>
      </Td>
      <Td dataLabel="Owner">{one.owner}</Td>
      <Td dataLabel="Agreed to by">{one.approvedBy}</Td>
      <Td dataLabel="Entered">
        <When at={one.enteredAt} /> <span className="slw-subtle">by {one.enteredBy}</span>
      </Td>
      <Td dataLabel="Ends / ended">
        {one.state === 'withdrawn' && one.leftAt !== null ? (
          <>
            <When at={one.leftAt} /> <span className="slw-subtle">by {one.leftBy}</span>
          </>
        ) : (
          <When at={one.expiresAt} />
        )}
      </Td>
    </Tr>
  );
};
