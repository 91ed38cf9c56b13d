import { Button, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, useAnswer } from '../../api/index.ts';
import { Shown } from '../../widgets/index.ts';
import type { Detail } from './detail.ts';
import { ThirdPartyList } from './third-party.tsx';

const PAGE = 100;

export const PackagesTab = ({
  hostId,
  thirdParty,
}: {
  readonly hostId: string;
  readonly thirdParty: NonNullable<Detail['inventory']>['thirdParty'] | undefined;
}) => {
  const [limit, setLimit] = useState(PAGE);
  const packages = useAnswer(
    'hosts',
    ['packages', hostId, limit],
    async (signal) =>
      await api.GET('/api/v1/hosts/{hostId}/packages', { params: { path: { hostId }, query: { limit } }, signal }),
    { keep: true },
  );
  return (
    <Shown
      answer={packages}
      what="packages"
      lines={10}
      isEmpty={({ items }) => items.length === 0}
      empty={<p>It never reported a package.</p>}
    >
      {({ items, next }) => (
        <>
          <ThirdPartyList found={thirdParty} />
          <Table variant="compact" aria-label="Installed packages">
            <Thead>
              <Tr>
                <Th>Package</Th>
                <Th>Version</Th>
                <Th>Source</Th>
                <Th>State</Th>
              </Tr>
            </Thead>
            <Tbody>
              {items.map((one) => (
                <Tr key={`${one.name} ${one.architecture} ${one.version}`}>
                  <Td dataLabel="Package">
                    <Link to="/software/$name" params={{ name: one.name }}>
                      {one.name}
                    </Link>{' '}
                    <span className="slw-subtle">{one.architecture}</span>
                  </Td>
                  <Td dataLabel="Version" className="slw-code">
                    {one.version}
                  </Td>
                  <Td dataLabel="Source" className="slw-subtle">
                    {one.sourceName}
                  </Td>
                  <Td dataLabel="State">
                    {one.state === 'installed' ? null : (
                      <Label color="red" isCompact>
                        {one.state}
                      </Label>
                    )}
                    {one.held ? (
                      <Label color="orange" isCompact>
                        held
                      </Label>
                    ) : null}
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
          {next === null ? null : (
            <Button variant="link" onClick={() => setLimit(Math.min(1000, limit * 3))} isLoading={packages.asking}>
              Show more
            </Button>
          )}
        </>
      )}
    </Shown>
  );
};
