import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Ago } from '../../widgets/index.ts';
import type { Detail } from './detail.ts';
import { Holds } from './holds.tsx';

/** As the host's own package manager says it. */
export const PendingTab = ({ detail }: { readonly detail: Detail }) => {
  const updates = detail.inventory?.rest.updates;
  if (updates === undefined) return <p>It never reported.</p>;
  if (updates.kind === 'unknown') {
    return (
      <p>
        <Label color="purple" variant="outline">
          unknown
        </Label>{' '}
        Its package manager could not look: {updates.detail}
      </p>
    );
  }
  return (
    <>
      <p className="slw-subtle">
        Looked at <Ago at={updates.asOf} />
        {updates.metadataAsOf === null ? (
          ''
        ) : (
          <>
            , with repositories as they were <Ago at={updates.metadataAsOf} />
          </>
        )}
        .
      </p>
      {updates.updates.length === 0 ? (
        <p>Nothing is pending.</p>
      ) : (
        <Table variant="compact" aria-label="Pending updates">
          <Thead>
            <Tr>
              <Th>Package</Th>
              <Th>From</Th>
              <Th>To</Th>
              <Th>Kind</Th>
            </Tr>
          </Thead>
          <Tbody>
            {updates.updates.map((update) => (
              <Tr key={`${update.name} ${update.architecture}`}>
                <Td dataLabel="Package">{update.name}</Td>
                <Td dataLabel="From" className="slw-code">
                  {update.from ?? '(new)'}
                </Td>
                <Td dataLabel="To" className="slw-code">
                  {update.to}
                </Td>
                <Td dataLabel="Kind">
                  {update.security ? (
                    <Label color="orangered" isCompact>
                      security
                    </Label>
                  ) : (
                    <span className="slw-subtle">other</span>
                  )}
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
      {updates.keptBack.length === 0 ? null : (
        <>
          <h2 className="slw-part">Kept back by the host itself</h2>
          <ul className="slw-rows">
            {updates.keptBack.map((kept) => (
              <li key={kept.name}>
                {kept.name}: {kept.cause}
                {kept.phasedPercent === undefined ? '' : ` (${kept.phasedPercent} % so far)`}
              </li>
            ))}
          </ul>
        </>
      )}
      <h2 className="slw-part">Held on the host</h2>
      <Holds hostId={detail.host.hostId} />
    </>
  );
};
