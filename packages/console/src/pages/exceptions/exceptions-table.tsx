import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useAct, useMay } from '../../api/index.ts';
import { type Policy, PolicyEffect } from '../../features/policy-effect/index.ts';
import { Act, Ago, countText, When } from '../../widgets/index.ts';

type Item = Schemas['Exceptions']['items'][number];
type Stored = Schemas['StoredPolicy'];

export const ExceptionsTable = ({
  items,
  stored,
}: {
  readonly items: readonly Item[];
  readonly stored: Stored | undefined;
}) => {
  const may = useMay('administrator');
  return (
    <Table variant="compact" aria-label="Exceptions, what ends first at the top">
      <Thead>
        <Tr>
          <Th width={20}>Exception</Th>
          <Th>Leaves out</Th>
          <Th>Hosts</Th>
          <Th>Owner</Th>
          <Th modifier="nowrap">Agreed to by</Th>
          <Th width={15}>Until</Th>
          {may ? <Th screenReaderText="What can be done" /> : null}
        </Tr>
      </Thead>
      {items.map((one) => (
        <Tbody key={one.name}>
          <Tr>
            <Td dataLabel="Exception" rowSpan={1}>
              <strong>{one.name}</strong>
            </Td>
            <Td dataLabel="Leaves out">
              <LeavesOut what={one.leavesOut} />
            </Td>
            <Td dataLabel="Hosts">
              <Link to="/hosts" search={{ selector: one.hosts }} className="slw-number">
                {countText(one.selected, 'host')}
              </Link>
              <div>
                <code className="slw-code">{one.hosts}</code>
              </div>
            </Td>
            <Td dataLabel="Owner">{one.owner}</Td>
            <Td dataLabel="Agreed to by">{one.approvedBy}</Td>
            <Td dataLabel="Until">
              <Label isCompact color={one.state === 'acts' ? 'purple' : 'grey'}>
                {one.state === 'acts' ? 'in force' : 'ended'}
              </Label>{' '}
              <When at={one.expiresAt} />
              <div className="slw-subtle">
                <Ago at={one.expiresAt} />
              </div>
            </Td>
            {may ? (
              <Td dataLabel="What can be done">{stored === undefined ? null : <End one={one} stored={stored} />}</Td>
            ) : null}
          </Tr>
          <Tr>
            <Td colSpan={may ? 7 : 6} noPadding className="slw-beneath">
              <dl className="slw-said">
                <div>
                  <dt className="slw-said-name">Why</dt>
                  <dd className="slw-said-text">{one.why}</dd>
                </div>
                <div>
                  <dt className="slw-said-name">What protects these hosts meanwhile</dt>
                  <dd className="slw-said-text">{one.compensatingControl}</dd>
                </div>
              </dl>
            </Td>
          </Tr>
        </Tbody>
      ))}
    </Table>
  );
};

const LeavesOut = ({ what }: { readonly what: Item['leavesOut'] }) =>
  'package' in what ? (
    <>
      package{' '}
      <Link to="/exposures" search={{ open: what.package }}>
        {what.package}
      </Link>
    </>
  ) : (
    <>
      advisory{' '}
      <Link to="/advisories/$name" params={{ name: what.advisory }}>
        {what.advisory}
      </Link>
    </>
  );

/** Taken out of the policy: its history keeps it. */
const End = ({ one, stored }: { readonly one: Item; readonly stored: Stored }) => {
  const policy: Policy = {
    ...stored.policy,
    exceptions: (stored.policy.exceptions ?? []).filter(({ name }) => name !== one.name),
  };
  const end = useAct(
    async () =>
      await api.PUT('/api/v1/policy', { body: policy, params: { header: { 'if-match': `"${stored.revision}"` } } }),
  );
  return (
    <Act
      name={`End ${one.name}`}
      meaning={
        <>
          <p>
            It leaves nothing out any more: the next plan of these hosts has what it kept away. Plans that exist stay as
            they are.
          </p>
          <PolicyEffect policy={policy} />
        </>
      }
      act={async () => await end.mutateAsync(undefined)}
    />
  );
};
