import { Label } from '@patternfly/react-core';
import { ExpandableRowContent, Tbody, Td, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { useNow } from '../../time/index.ts';
import { countText, SeverityLabel, Shown, When, Why } from '../../widgets/index.ts';

type Update = Schemas['UpdateExposure'];
const HOSTS = 100;

export const UpdateRow = ({
  update,
  at,
  isFirstOpen,
}: {
  readonly update: Update;
  readonly at: number;
  readonly isFirstOpen: boolean;
}) => {
  const [isOpen, setOpen] = useState(isFirstOpen);
  const {
    release,
    sourcePackage,
    fixedVersion,
    dueFirst,
    severity,
    worstTenths,
    hosts,
    unknown,
    excepted,
    rebootPending,
  } = update;
  return (
    <Tbody isExpanded={isOpen}>
      <Tr>
        <Td expand={{ rowIndex: at, isExpanded: isOpen, onToggle: () => setOpen(!isOpen), expandId: `update-${at}` }} />
        <Td dataLabel="Package">
          <strong>{sourcePackage}</strong>{' '}
          <span className="slw-subtle">
            {release.distribution} {release.release}
          </span>
          <div className="slw-code">{fixedVersion === null ? 'no fix yet' : `to ${fixedVersion}`}</div>
        </Td>
        <Td dataLabel="Severity">
          <SeverityLabel severity={severity} tenths={worstTenths} />
          <div className="slw-subtle">{countText(update.vulnerabilities, 'vulnerability')}</div>
        </Td>
        <Td dataLabel="Hosts" className="slw-number">
          {hosts}
          {unknown > 0 ? <div className="slw-subtle">{unknown} unknown</div> : null}
          {excepted > 0 ? <div className="slw-subtle">{excepted} excepted</div> : null}
          {rebootPending > 0 ? <div className="slw-subtle">{rebootPending} await a reboot</div> : null}
        </Td>
        <Td dataLabel="Due">
          <Due deadline={dueFirst.urgency.deadline} lane={dueFirst.urgency.lane} />
        </Td>
        <Td dataLabel="By which rule">
          {dueFirst.urgency.rule ?? 'no rule'} <span className="slw-subtle">for {dueFirst.vulnerability}</span>
          <div>
            <Why reason={dueFirst.urgency.why} />
          </div>
        </Td>
      </Tr>
      <Tr isExpanded={isOpen}>
        <Td colSpan={6}>
          <ExpandableRowContent>{isOpen ? <Hosts update={update} /> : null}</ExpandableRowContent>
        </Td>
      </Tr>
    </Tbody>
  );
};

const Due = ({ deadline, lane }: { readonly deadline: string | null; readonly lane: string }) => {
  const now = useNow();
  if (deadline === null)
    return lane === 'unknown' ? (
      <Label color="purple" isCompact variant="outline">
        urgency unknown
      </Label>
    ) : (
      <span className="slw-subtle">no deadline</span>
    );
  return (
    <>
      {Date.parse(deadline) < now ? (
        <Label color="red" isCompact>
          overdue
        </Label>
      ) : null}{' '}
      <When at={deadline} />
    </>
  );
};

const Hosts = ({ update: { release, sourcePackage, fixedVersion } }: { readonly update: Update }) => {
  const query = {
    distribution: release.distribution,
    release: release.release,
    sourcePackage,
    limit: HOSTS,
    ...(fixedVersion === null ? {} : { fixedVersion }),
  };
  const found = useAnswer(
    'exposures',
    ['hosts', query],
    async (signal) => await api.GET('/api/v1/exposures/hosts', { params: { query }, signal }),
  );
  return (
    <Shown answer={found} what="the hosts" lines={3}>
      {({ hosts }) => (
        <>
          <ul className="slw-hosts" aria-label={`Hosts exposed by ${sourcePackage}`}>
            {hosts.items.map((host) => (
              <li key={host.hostId}>
                <Link to="/hosts/$hostId" params={{ hostId: host.hostId }} search={{ tab: 'exposure' }}>
                  {host.hostname}
                </Link>{' '}
                <span className="slw-subtle">
                  {host.environment ?? 'no environment'}
                  {host.exposed === 'unknown' ? ', unknown' : ''}
                  {host.exception === null ? '' : `, excepted by ${host.exception.name}`}
                </span>
              </li>
            ))}
          </ul>
          {hosts.next === null ? null : <p className="slw-ends">and more: `slipway exposure hosts {sourcePackage}`</p>}
        </>
      )}
    </Shown>
  );
};
