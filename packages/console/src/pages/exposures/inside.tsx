// What is behind one row: the hosts that need the update, and the vulnerabilities that it ends.

import { Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { api, type Rows, type Schemas, useList } from '../../api/index.ts';
import {
  countText,
  DueText,
  EpssText,
  KevLabel,
  More,
  SeverityLabel,
  Shown,
  useRows,
  When,
} from '../../widgets/index.ts';
import type { ExposureSearch } from './filters.tsx';

type Update = Schemas['UpdateExposure'];
const PAGE = 100;

export type InsideTab = 'hosts' | 'vulnerabilities';

/** As an address says it, where hosts need no word. */
export const insideTabOf = (word: string | undefined): InsideTab =>
  word === 'vulnerabilities' ? 'vulnerabilities' : 'hosts';

/** What an address says of a list inside of a row. */
const placeOf = (sourcePackage: string, tab: InsideTab) => ({
  open: sourcePackage,
  tab: tab === 'hosts' ? undefined : tab,
});

/** The address that opens it there, at its top. */
const opening =
  (sourcePackage: string, one: InsideTab) =>
  ({ inside: _inside, tab: _tab, ...now }: ExposureSearch): ExposureSearch => ({
    ...{ ...now, open: sourcePackage },
    ...(one === 'hosts' ? {} : { tab: one }),
  });

/** Leads to the list inside of a row. */
export const Opened = (props: { readonly of: string; readonly tab: InsideTab; readonly children: ReactNode }) => (
  <Link from="/exposures" to="." search={opening(props.of, props.tab)} replace resetScroll={false}>
    {props.children}
  </Link>
);

/** What was opened last is what the address opens, with as many rows. */
const useInsideRows = ({ sourcePackage }: Update, tab: InsideTab): Rows =>
  useRows(PAGE, { name: 'inside', of: placeOf(sourcePackage, tab) });

/** `wanted`: what the address opens, `null` where it opens another row. */
export const Inside = ({ update, wanted }: { readonly update: Update; readonly wanted: InsideTab | null }) => {
  const navigate = useNavigate({ from: '/exposures' });
  const [tab, setTab] = useState(wanted ?? 'hosts');
  useEffect(() => {
    if (wanted !== null) setTab(wanted);
  }, [wanted]);
  const { sourcePackage, hosts, unknown, excepted, vulnerabilities } = update;
  const select = (one: InsideTab): void => {
    setTab(one);
    void navigate({ search: opening(sourcePackage, one), replace: true, resetScroll: false });
  };
  return (
    <Tabs
      activeKey={tab}
      onSelect={(_event, key) => select(insideTabOf(String(key)))}
      aria-label={`About the update of ${sourcePackage}`}
      isSubtab
    >
      <Tab eventKey="hosts" title={<TabTitleText>{countText(hosts + unknown + excepted, 'host')}</TabTitleText>}>
        {tab === 'hosts' ? <Hosts update={update} /> : null}
      </Tab>
      <Tab
        eventKey="vulnerabilities"
        title={<TabTitleText>{countText(vulnerabilities, 'vulnerability')}</TabTitleText>}
      >
        {tab === 'vulnerabilities' ? <Vulnerabilities update={update} /> : null}
      </Tab>
    </Tabs>
  );
};

const queryOf = ({ release, sourcePackage, fixedVersion }: Update) => ({
  distribution: release.distribution,
  release: release.release,
  sourcePackage,
  ...(fixedVersion === null ? {} : { fixedVersion }),
});

const keyOf = ({ release, sourcePackage, fixedVersion }: Update) => [
  release.distribution,
  release.release,
  sourcePackage,
  fixedVersion,
];

const Hosts = ({ update }: { readonly update: Update }) => {
  const found = useList(
    'exposures',
    ['hosts', ...keyOf(update)],
    async (portion, signal) => {
      const query = { ...queryOf(update), ...portion };
      const { data, ...rest } = await api.GET('/api/v1/exposures/hosts', { params: { query }, signal });
      return data === undefined ? rest : { ...rest, data: data.hosts };
    },
    { rows: useInsideRows(update, 'hosts') },
  );
  return (
    <>
      <Shown answer={found.answer} what="the hosts" lines={3}>
        {(hosts) => (
          <ul className="slw-hosts" aria-label={`Hosts exposed by ${update.sourcePackage}`}>
            {hosts.map((host) => (
              <li key={host.hostId}>
                <Link to="/hosts/$hostId" params={{ hostId: host.hostId }} search={{ tab: 'exposure' }}>
                  {host.hostname}
                </Link>{' '}
                <span className="slw-subtle">
                  {host.environment ?? 'no environment'}
                  {host.exposed === 'unknown' ? ', unknown' : ''}
                  {host.exception === null ? null : (
                    <>
                      , exception {host.exception.name} of {host.exception.owner} until{' '}
                      <When at={host.exception.expiresAt} />
                    </>
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Shown>
      <More list={found} />
    </>
  );
};

const Vulnerabilities = ({ update }: { readonly update: Update }) => {
  const found = useList(
    'exposures',
    ['vulnerabilities', ...keyOf(update)],
    async (portion, signal) =>
      await api.GET('/api/v1/exposures/vulnerabilities', {
        params: { query: { ...queryOf(update), ...portion } },
        signal,
      }),
    { rows: useInsideRows(update, 'vulnerabilities') },
  );
  return (
    <>
      <Shown answer={found.answer} what="the vulnerabilities" lines={3}>
        {(rows) => (
          <Table variant="compact" aria-label={`Vulnerabilities that an update of ${update.sourcePackage} ends`}>
            <Thead>
              <Tr>
                <Th>Vulnerability</Th>
                <Th>CVSS</Th>
                <Th>Exploitation</Th>
                <Th>Due</Th>
                <Th>By which rule</Th>
              </Tr>
            </Thead>
            <Tbody>
              {rows.map((one) => (
                <Tr key={one.vulnerability}>
                  <Td dataLabel="Vulnerability">
                    <Link to="/advisories/$name" params={{ name: one.vulnerability }}>
                      {one.vulnerability}
                    </Link>
                  </Td>
                  <Td dataLabel="CVSS">
                    {one.cvssTenths === null ? (
                      <SeverityLabel severity={null} tenths={null} />
                    ) : (
                      <span className="slw-number">{(one.cvssTenths / 10).toFixed(1)}</span>
                    )}
                  </Td>
                  <Td dataLabel="Exploitation">
                    <KevLabel count={one.kev === 'listed' ? 1 : 0} /> <EpssText ppm={one.epssPpm} />
                  </Td>
                  <Td dataLabel="Due">
                    <DueText deadline={one.urgency.deadline} lane={one.urgency.lane} />
                  </Td>
                  <Td dataLabel="By which rule">{one.urgency.rule ?? 'no rule'}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        )}
      </Shown>
      <More list={found} />
    </>
  );
};
