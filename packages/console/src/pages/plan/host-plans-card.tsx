import { Button, Card, CardBody, CardTitle } from '@patternfly/react-core';
import { ExpandableRowContent, Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { spanText } from '../../time/index.ts';
import { Shown, Why } from '../../widgets/index.ts';
import type { Plan } from './plan.ts';

type HostPlan = Schemas['HostPlan'];
const PAGE = 50;

export const HostPlansCard = ({ plan }: { readonly plan: Plan }) => {
  const [limit, setLimit] = useState(PAGE);
  const hostPlans = useAnswer(
    'plans',
    ['hosts', plan.digest, limit],
    async (signal) =>
      await api.GET('/api/v1/plans/{digest}/host-plans', {
        params: { path: { digest: plan.digest }, query: { limit } },
        signal,
      }),
    { keep: true },
  );
  const waves = new Map(plan.header.waves.flatMap(({ hosts }, at) => hosts.map((hostId) => [hostId, at + 1] as const)));
  return (
    <Card className="slw-wide">
      <CardTitle component="h2">Hosts: exactly what would be done</CardTitle>
      <CardBody>
        <Shown answer={hostPlans} what="host plans" lines={8}>
          {({ items, next }) => (
            <>
              <Table variant="compact" aria-label="Host plans">
                <Thead>
                  <Tr>
                    <Th screenReaderText="Open" />
                    <Th>Host</Th>
                    <Th>Wave</Th>
                    <Th>Changes</Th>
                    <Th>Reboot</Th>
                    <Th>Takes about</Th>
                    <Th>Way back</Th>
                  </Tr>
                </Thead>
                {items.map((hostPlan) => (
                  <Row key={hostPlan.hostId} hostPlan={hostPlan} wave={waves.get(hostPlan.hostId) ?? null} />
                ))}
              </Table>
              {next === null ? null : (
                <Button variant="link" onClick={() => setLimit(limit + PAGE)} isLoading={hostPlans.asking}>
                  Show more
                </Button>
              )}
            </>
          )}
        </Shown>
      </CardBody>
    </Card>
  );
};

const Row = ({ hostPlan, wave }: { readonly hostPlan: HostPlan; readonly wave: number | null }) => {
  const [isOpen, setOpen] = useState(false);
  const { hostId, hostname, transaction, reboot, expectedSeconds, wayBack } = hostPlan;
  return (
    <Tbody isExpanded={isOpen}>
      <Tr>
        <Td
          expand={{ rowIndex: 0, isExpanded: isOpen, onToggle: () => setOpen(!isOpen), expandId: `plan-${hostId}` }}
        />
        <Td dataLabel="Host">
          <Link to="/hosts/$hostId" params={{ hostId }}>
            {hostname}
          </Link>
        </Td>
        <Td dataLabel="Wave">{wave ?? ''}</Td>
        <Td dataLabel="Changes" className="slw-number">
          {transaction.length}
        </Td>
        <Td dataLabel="Reboot">{typeof reboot === 'string' ? reboot : 'by rule'}</Td>
        <Td dataLabel="Takes about">{spanText(expectedSeconds)}</Td>
        <Td dataLabel="Way back">
          {wayBack.kind === 'packages' ? `packages, ${wayBack.when}` : <Why reason={wayBack.reason} />}
        </Td>
      </Tr>
      <Tr isExpanded={isOpen}>
        <Td colSpan={7}>
          <ExpandableRowContent>{isOpen ? <Detail hostPlan={hostPlan} /> : null}</ExpandableRowContent>
        </Td>
      </Tr>
    </Tbody>
  );
};

const Detail = ({ hostPlan: { transaction, conffiles, steps, generation } }: { readonly hostPlan: HostPlan }) => (
  <>
    <ul className="slw-rows" aria-label="The transaction">
      {transaction.map((change) => (
        <li key={`${change.name} ${change.architecture}`}>
          {change.kind} <strong>{change.name}</strong> <span className="slw-subtle">{change.architecture}</span>{' '}
          <span className="slw-code">
            {change.from ?? '(new)'} → {change.to ?? '(gone)'}
          </span>
        </li>
      ))}
      {conffiles.map((file) => (
        <li key={file.path}>
          <span className="slw-code">{file.path}</span> of {file.package}: {file.decision}
        </li>
      ))}
    </ul>
    <p className="slw-subtle">
      Steps:{' '}
      {steps
        .filter(({ run }) => run.how !== 'skip')
        .map(({ kind }) => kind)
        .join(' → ')}{' '}
      · generation {generation}
    </p>
  </>
);
