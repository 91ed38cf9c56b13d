import { Button, EmptyState, EmptyStateBody, PageSection } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { spanText, useNow } from '../../time/index.ts';
import { DigestText, PageHead, Shown, StateLabel, When, Why } from '../../widgets/index.ts';
import { PhaseBar } from './phase-bar.tsx';

const PAGE = 50;

export const RolloutsPage = () => {
  const [limit, setLimit] = useState(PAGE);
  const rollouts = useAnswer(
    'rollouts',
    ['newest', limit],
    async (signal) => await api.GET('/api/v1/rollouts', { params: { query: { limit } }, signal }),
    { keep: true },
  );
  return (
    <>
      <PageHead title="Rollouts" about="What ran, what runs, and how it ended." />
      <PageSection>
        <Shown
          answer={rollouts}
          what="rollouts"
          level="h2"
          lines={10}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <EmptyState titleText="Nothing was rolled out yet" headingLevel="h2">
              <EmptyStateBody>
                A rollout carries out an approved plan. <Link to="/plans">Plans</Link>
              </EmptyStateBody>
            </EmptyState>
          }
        >
          {({ items, next }) => (
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
                  {items.map((rollout) => (
                    <Row key={rollout.rolloutId} rollout={rollout} />
                  ))}
                </Tbody>
              </Table>
              {next === null ? null : (
                <Button variant="link" onClick={() => setLimit(limit + PAGE)} isLoading={rollouts.asking}>
                  Show more
                </Button>
              )}
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
        <PhaseBar phases={phases} label={`${hosts} hosts of ${rolloutId}`} />
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
