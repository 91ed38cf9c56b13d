import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Ago, PhaseLabel, Why } from '../../widgets/index.ts';
import { PhaseBar } from '../rollouts/index.ts';
import { Excuse } from './steering.tsx';
import type { Picture } from './watch.ts';

const route = getRouteApi('/rollouts/$rolloutId');

/** What is in the middle of something first, then what went wrong, what waits, what is done. */
const ORDER = [
  'away',
  'granted',
  'lost',
  'failed',
  'gone-back',
  'part-done',
  'not-begun',
  'waiting',
  'excused',
  'done',
];
const PAGE = 200;

export const HostsTable = ({ picture }: { readonly picture: Picture }) => {
  const { phase: only } = route.useSearch();
  const [shown, setShown] = useState(PAGE);
  const { rollout, hostnames, waiting } = picture;
  const reasons = new Map(waiting.map(({ hostId, reason }) => [hostId, reason]));
  const phases: Record<string, number> = {};
  for (const { phase } of rollout.hosts) phases[phase] = (phases[phase] ?? 0) + 1;
  const hosts = rollout.hosts
    .filter(({ phase }) => only === undefined || phase === only)
    .toSorted((a, b) => ORDER.indexOf(a.phase) - ORDER.indexOf(b.phase) || a.wave - b.wave);
  return (
    <Card className="slw-wide">
      <CardTitle component="h2">Hosts</CardTitle>
      <CardBody>
        <PhaseBar
          phases={phases}
          label="Hosts by phase"
          link={(phase, text) => (
            <Link from="/rollouts/$rolloutId" to="." search={{ phase }} replace>
              {text}
            </Link>
          )}
        />
        {only === undefined ? null : (
          <p>
            <Label>
              only {only}{' '}
              <Link from="/rollouts/$rolloutId" to="." search={{}} replace>
                show all
              </Link>
            </Label>
          </p>
        )}
        <Table variant="compact" aria-label="Hosts of the rollout">
          <Thead>
            <Tr>
              <Th width={20}>Host</Th>
              <Th>Wave</Th>
              <Th>Phase</Th>
              <Th>Step</Th>
              <Th>Since</Th>
              <Th width={40}>Why</Th>
              <Th screenReaderText="What may be done" />
            </Tr>
          </Thead>
          <Tbody>
            {hosts.slice(0, shown).map((host) => {
              const why = host.reason ?? reasons.get(host.hostId) ?? null;
              return (
                <Tr key={host.hostId}>
                  <Td dataLabel="Host">
                    <Link
                      from="/rollouts/$rolloutId"
                      to="."
                      search={(now) => ({ ...now, host: host.hostId })}
                      aria-label={`Steps of ${hostnames[host.hostId] ?? host.hostId}`}
                    >
                      {hostnames[host.hostId] ?? host.hostId}
                    </Link>
                  </Td>
                  <Td dataLabel="Wave">{host.wave + 1}</Td>
                  <Td dataLabel="Phase">
                    <PhaseLabel phase={host.phase} />
                  </Td>
                  <Td dataLabel="Step">{host.step ?? ''}</Td>
                  <Td dataLabel="Since">
                    <Ago at={host.since} />
                  </Td>
                  <Td dataLabel="Why">{why === null ? null : <Why reason={why} />}</Td>
                  <Td>
                    {rollout.endedAt === null && (host.phase === 'waiting' || host.phase === 'lost') ? (
                      <Excuse
                        rolloutId={rollout.rolloutId}
                        hostId={host.hostId}
                        hostname={hostnames[host.hostId] ?? host.hostId}
                      />
                    ) : null}
                  </Td>
                </Tr>
              );
            })}
          </Tbody>
        </Table>
        {hosts.length <= shown ? null : (
          <p className="slw-ends">
            {shown} of {hosts.length} hosts.{' '}
            <button
              type="button"
              className="pf-v6-c-button pf-m-link pf-m-inline"
              onClick={() => setShown(shown + PAGE)}
            >
              Show more
            </button>
          </p>
        )}
      </CardBody>
    </Card>
  );
};
