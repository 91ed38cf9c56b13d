import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import type { Detail } from './detail.ts';

type Restart = NonNullable<Detail['inventory']>['rest']['restart'];
type Process = Extract<Restart, { kind: 'known' }>['processes'][number];

/** What still runs code that is gone from disk, and who could end it. */
export const StaleProcesses = ({ restart }: { readonly restart: Restart }) => {
  if (restart.kind === 'unknown') return <p>Unknown: {restart.detail}</p>;
  if (restart.processes.length === 0) return <p className="slw-subtle">none</p>;
  return (
    <Table variant="compact" aria-label="Processes with old code in memory">
      <Thead>
        <Tr>
          <Th>Process</Th>
          <Th>Belongs to</Th>
          <Th>Old code of</Th>
        </Tr>
      </Thead>
      <Tbody>
        {restart.processes.map((one) => (
          <Tr key={one.pid}>
            <Td dataLabel="Process">
              <span className="slw-code">{one.executable}</span> <span className="slw-subtle">{one.pid}</span>
            </Td>
            <Td dataLabel="Belongs to">{ownerText(one)}</Td>
            <Td dataLabel="Old code of">
              {one.packages === undefined || one.packages.length === 0 ? (
                <span className="slw-code slw-subtle">{one.files.join(', ')}</span>
              ) : (
                <span className="slw-labels">
                  {one.packages.map((name) => (
                    <Link key={name} to="/software/$name" params={{ name }}>
                      {name}
                    </Link>
                  ))}
                </span>
              )}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
};

const ownerText = ({ unit, owner }: Process): string => {
  if (unit !== null) return unit;
  switch (owner?.kind) {
    case undefined:
      return 'nobody can tell';
    case 'session':
      return `session ${owner.session} of ${owner.user}`;
    case 'user-unit':
      return `${owner.unit} of ${owner.user}`;
    case 'container':
      return `${owner.engine} container ${owner.name}`;
    default:
      return owner satisfies never;
  }
};
