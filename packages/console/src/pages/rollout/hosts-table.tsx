import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Ago, More, PhaseLabel, useFirst, Why } from '../../widgets/index.ts';
import { PhaseBar } from '../rollouts/index.ts';
import { Excuse } from './steering.tsx';
import type { Picture } from './watch.ts';
import { whyKey } from './why-key.ts';

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
  const { phase, wave, why: wanted } = route.useSearch();
  const { rollout, hostnames, waiting } = picture;
  const reasons = new Map(waiting.map(({ hostId, reason }) => [hostId, reason]));
  const phases: Record<string, number> = {};
  for (const host of rollout.hosts) phases[host.phase] = (phases[host.phase] ?? 0) + 1;
  const whyOf = (host: Picture['rollout']['hosts'][number]) => host.reason ?? reasons.get(host.hostId) ?? null;
  const hosts = rollout.hosts
    .filter((host) => phase === undefined || host.phase === phase)
    .filter((host) => wave === undefined || host.wave + 1 === Number(wave))
    .filter(({ hostId }) => {
      const reason = reasons.get(hostId);
      return wanted === undefined || (reason !== undefined && whyKey(reason) === wanted);
    })
    .toSorted((a, b) => ORDER.indexOf(a.phase) - ORDER.indexOf(b.phase) || a.wave - b.wave);
  const list = useFirst(hosts, PAGE);
  const only = [phase, wave === undefined ? undefined : `wave ${wave}`, wanted].filter((one) => one !== undefined);
  return (
    <Card className="slw-wide">
      <CardTitle component="h2">Hosts</CardTitle>
      <CardBody>
        <PhaseBar
          phases={phases}
          label="Hosts by phase"
          link={(phase, text) => (
            <Link from="/rollouts/$rolloutId" to="." search={{ phase }} replace resetScroll={false}>
              {text}
            </Link>
          )}
        />
        {only.length === 0 ? null : (
          <p>
            <Label>
              only {only.join(', ')}{' '}
              <Link from="/rollouts/$rolloutId" to="." search={{}} replace resetScroll={false}>
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
            {list.shown.map((host) => {
              const why = whyOf(host);
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
        {list.more === null ? null : (
          <p className="slw-ends">
            {list.shown.length} of {hosts.length} hosts.
          </p>
        )}
        <More list={list} />
      </CardBody>
    </Card>
  );
};
