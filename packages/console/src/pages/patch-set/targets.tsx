import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/index.ts';

type Target = Schemas['Target'];

export const Targets = ({ rows }: { readonly rows: readonly Target[] }) =>
  rows.length === 0 ? (
    <p className="slw-subtle">It holds none of these.</p>
  ) : (
    <Table variant="compact" aria-label="Targets">
      <Thead>
        <Tr>
          <Th width={25}>Package</Th>
          <Th>Version</Th>
          <Th>For</Th>
          <Th modifier="nowrap">Published by</Th>
          <Th>Kind</Th>
          <Th width={25}>Answers</Th>
        </Tr>
      </Thead>
      <Tbody>
        {rows.map((target) => (
          <Row key={JSON.stringify([target.platform, target.name, target.architecture, target.version])} {...target} />
        ))}
      </Tbody>
    </Table>
  );

const Row = ({ platform, name, architecture, version, origin, security, role, advisories, module }: Target) => (
  <Tr>
    <Td dataLabel="Package">
      <Link to="/software/$name" params={{ name }}>
        {name}
      </Link>{' '}
      <span className="slw-subtle">
        {architecture}
        {module === undefined ? '' : `, module ${module}`}
      </span>
    </Td>
    <Td dataLabel="Version" className="slw-code">
      {version}
    </Td>
    <Td dataLabel="For">
      {platform.distribution} {platform.release} <span className="slw-subtle">{platform.architecture}</span>
    </Td>
    <Td dataLabel="Published by">{origin.origin || origin.label || <span className="slw-subtle">not told</span>}</Td>
    <Td dataLabel="Kind">
      <span className="slw-labels">
        {security ? (
          <Label isCompact color="orangered">
            security
          </Label>
        ) : (
          <span className="slw-subtle">other</span>
        )}
        {role === 'dependency' ? <Label isCompact>dependency</Label> : null}
      </span>
    </Td>
    <Td dataLabel="Answers">
      <span className="slw-labels">
        {advisories.map((one) => (
          <Link key={one} to="/advisories/$name" params={{ name: one }}>
            {one}
          </Link>
        ))}
      </span>
    </Td>
  </Tr>
);
