import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, useList } from '../../api/index.ts';
import { More, Shown, useRows } from '../../widgets/index.ts';
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
  const packages = useList(
    'hosts',
    ['packages', hostId],
    async (portion, signal) =>
      await api.GET('/api/v1/hosts/{hostId}/packages', { params: { path: { hostId }, query: portion }, signal }),
    { rows: useRows(PAGE) },
  );
  return (
    <Shown
      answer={packages.answer}
      what="packages"
      lines={10}
      isEmpty={(rows) => rows.length === 0}
      empty={<p>It never reported a package.</p>}
    >
      {(rows) => (
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
              {rows.map((one) => (
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
          <More list={packages} />
        </>
      )}
    </Shown>
  );
};
