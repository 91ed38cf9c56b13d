import { ExpandableRowContent, Tbody, Td, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Schemas } from '../../api/index.ts';
import { countText, DueText, EpssText, KevLabel, SeverityLabel, Why } from '../../widgets/index.ts';
import { Inside, insideTabOf, Opened } from './inside.tsx';

type Update = Schemas['UpdateExposure'];

export const UpdateRow = ({
  update,
  at,
  isFirstOpen,
  tab,
}: {
  readonly update: Update;
  readonly at: number;
  readonly isFirstOpen: boolean;
  /** Of what the address opens. */
  readonly tab: string | undefined;
}) => {
  const [isOpen, setOpen] = useState(isFirstOpen);
  useEffect(() => {
    if (isFirstOpen) setOpen(true);
  }, [isFirstOpen]);
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
          <div className="slw-nowrap">
            <Opened of={sourcePackage} tab="vulnerabilities">
              {countText(update.vulnerabilities, 'vulnerability')}
            </Opened>
          </div>
        </Td>
        <Td dataLabel="Exploitation">
          <KevLabel count={update.exploited ?? 0} />
          <div>
            <span className="slw-subtle">EPSS</span> <EpssText ppm={update.epssPpm} />
          </div>
        </Td>
        <Td dataLabel="Hosts" className="slw-number">
          <Opened of={sourcePackage} tab="hosts">
            {hosts}
            <span className="pf-v6-screen-reader"> that need it</span>
          </Opened>
          {(
            [
              [unknown, 'unknown'],
              [excepted, 'excepted'],
              [rebootPending, 'await a reboot'],
            ] as const
          ).map(([count, word]) =>
            count === 0 ? null : (
              <div key={word}>
                <Opened of={sourcePackage} tab="hosts">
                  {count} {word}
                </Opened>
              </div>
            ),
          )}
        </Td>
        <Td dataLabel="Due">
          <DueText deadline={dueFirst.urgency.deadline} lane={dueFirst.urgency.lane} />
        </Td>
        <Td dataLabel="By which rule">
          {/* One, as the cells of a narrow screen lay their parts out below each other. */}
          <div>
            {dueFirst.urgency.rule ?? 'no rule'}{' '}
            <span className="slw-subtle">
              for{' '}
              <Link to="/advisories/$name" params={{ name: dueFirst.vulnerability }}>
                {dueFirst.vulnerability}
              </Link>
            </span>
            <div>
              <Why reason={dueFirst.urgency.why} />
            </div>
          </div>
        </Td>
      </Tr>
      <Tr isExpanded={isOpen}>
        <Td colSpan={7}>
          <ExpandableRowContent>
            {isOpen ? <Inside update={update} wanted={isFirstOpen ? insideTabOf(tab) : null} /> : null}
          </ExpandableRowContent>
        </Td>
      </Tr>
    </Tbody>
  );
};
