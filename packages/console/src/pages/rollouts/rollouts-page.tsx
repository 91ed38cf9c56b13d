import { EmptyState, EmptyStateBody, PageSection } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useList } from '../../api/index.ts';
import { spanText, useNow } from '../../time/index.ts';
import { DigestText, More, PageHead, Shown, StateLabel, useRows, When, Why } from '../../widgets/index.ts';
import { PhaseBar, phaseLink } from './phase-bar.tsx';

const PAGE = 50;

export const RolloutsPage = () => {
  const rollouts = useList(
    'rollouts',
    ['all'],
    async (portion, signal) => await api.GET('/api/v1/rollouts', { params: { query: portion }, signal }),
    { rows: useRows(PAGE) },
  );
  return (
    <>
      <PageHead title="Rollouts" about="What ran, what runs, and how it ended." />
      <PageSection>
        <Shown
          answer={rollouts.answer}
          what="rollouts"
          level="h2"
          lines={10}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <EmptyState titleText="Nothing was rolled out yet" headingLevel="h2">
              <EmptyStateBody>
                A rollout carries out an approved plan. <Link to="/plans">Plans</Link>
              </EmptyStateBody>
            </EmptyState>
          }
        >
          {(rows) => (
            <>
              <Table variant="compact" aria-label="Rollouts, newest first">
                <Thead>
                  <Tr>
                    <Th width={15}>Environment</Th>
                    <Th width={10}>State</Th>
                    <Th width={35}>Hosts</Th>
                    <Th>Began</Th>
                    <Th>Took</Th>
                    <Th>Plan</Th>
                  </Tr>
                </Thead>
                <Tbody>
                  {rows.map((rollout) => (
                    <Row key={rollout.rolloutId} rollout={rollout} />
                  ))}
                </Tbody>
              </Table>
              <More list={rollouts} />
            </>
          )}
        </Shown>
      </PageSection>
    </>
  );
};

const Row = ({ rollout }: { readonly rollout: Schemas['RolloutSummary'] }) => {
  const now = useNow();
  const { rolloutId, environment, state, startedAt, endedAt, reason, hosts, phases, planDigest } = rollout;
  const seconds = ((endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt)) / 1000;
  return (
    <Tr>
      <Td dataLabel="Environment">
        <Link to="/rollouts/$rolloutId" params={{ rolloutId }}>
          {environment}
        </Link>
        <div className="slw-subtle slw-code">{rolloutId}</div>
      </Td>
      <Td dataLabel="State">
        <StateLabel state={state} />
      </Td>
      <Td dataLabel="Hosts">
        <PhaseBar phases={phases} label={`${hosts} hosts of ${rolloutId}`} link={phaseLink(rolloutId)} />
        {reason === null ? null : <Why reason={reason} />}
      </Td>
      <Td dataLabel="Began">
        <When at={startedAt} />
      </Td>
      <Td dataLabel="Took" className="slw-number">
        {spanText(seconds)}
        {endedAt === null ? ' so far' : ''}
      </Td>
      <Td dataLabel="Plan">
        <Link to="/plans/$digest" params={{ digest: planDigest }}>
          <DigestText digest={planDigest} />
        </Link>
      </Td>
    </Tr>
  );
};
