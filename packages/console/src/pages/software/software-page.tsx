import {
  EmptyState,
  EmptyStateBody,
  PageSection,
  ToggleGroup,
  ToggleGroupItem,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { SearchIcon } from '@patternfly/react-icons';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { api, type Schemas, useList } from '../../api/index.ts';
import { countText, More, PageHead, SearchBox, Shown, useRows } from '../../widgets/index.ts';
import { PublisherLabel } from './publisher-label.tsx';
import { VersionBar } from './version-bar.tsx';

const route = getRouteApi('/software');
const PAGE = 50;
const PUBLISHERS = [
  ['distribution', 'Distribution'],
  ['foreign', 'Third-party'],
  ['unknown', 'Origin unknown'],
] as const;

export const SoftwarePage = () => {
  const { text = '', publisher } = route.useSearch();
  const navigate = useNavigate({ from: '/software' });
  const known = PUBLISHERS.find(([one]) => one === publisher)?.[0];
  const packages = useList(
    'hosts',
    ['packages', text, known ?? ''],
    async (portion, signal) =>
      await api.GET('/api/v1/package-counts', {
        params: {
          query: {
            ...(text === '' ? {} : { text }),
            ...(known === undefined ? {} : { publisher: known }),
            ...portion,
          },
        },
        signal,
      }),
    { rows: useRows(PAGE) },
  );
  const search = useCallback(
    (next: string) =>
      void navigate({
        search: ({ text: _text, rows: _rows, ...rest }) => (next === '' ? rest : { ...rest, text: next }),
        replace: true,
      }),
    [navigate],
  );
  return (
    <>
      <PageHead title="Software" about="What the fleet runs, at which versions, and who publishes it." />
      <PageSection isFilled>
        <Toolbar>
          <ToolbarContent>
            <ToolbarItem className="slw-search">
              <SearchBox
                label="Part of a package's name"
                placeholder="Package, as openssl"
                value={text}
                onChange={search}
              />
            </ToolbarItem>
            <ToolbarItem alignSelf="center">
              <ToggleGroup aria-label="With a version published by" isCompact>
                {PUBLISHERS.map(([one, name]) => (
                  <ToggleGroupItem
                    key={one}
                    text={name}
                    buttonId={`publisher-${one}`}
                    isSelected={known === one}
                    onChange={(_event, isSelected) =>
                      void navigate({
                        search: ({ publisher: _publisher, rows: _rows, ...rest }) =>
                          isSelected ? { ...rest, publisher: one } : rest,
                        replace: true,
                      })
                    }
                  />
                ))}
              </ToggleGroup>
            </ToolbarItem>
          </ToolbarContent>
        </Toolbar>
        <Shown
          answer={packages.answer}
          what="packages"
          level="h2"
          lines={14}
          isEmpty={(rows) => rows.length === 0}
          empty={<Nothing isFiltered={text !== '' || known !== undefined} />}
        >
          {(rows) => <Packages rows={rows} />}
        </Shown>
        <More list={packages} />
      </PageSection>
    </>
  );
};

const Nothing = ({ isFiltered }: { readonly isFiltered: boolean }) => (
  <EmptyState
    titleText={isFiltered ? 'No host has it' : 'No host has reported yet'}
    headingLevel="h2"
    icon={SearchIcon}
  >
    <EmptyStateBody>
      {isFiltered
        ? 'Of those that have reported: what no package manager installed is in no list.'
        : 'Packages are listed as soon as a host has sent its inventory.'}
    </EmptyStateBody>
  </EmptyState>
);

const Packages = ({ rows }: { readonly rows: readonly Schemas['PackageCount'][] }) => (
  <Table variant="compact" aria-label="Packages by name">
    <Thead>
      <Tr>
        <Th width={25}>Package</Th>
        <Th width={40}>Versions, newest first</Th>
        <Th modifier="nowrap">Installations</Th>
        <Th>Published by</Th>
      </Tr>
    </Thead>
    <Tbody>
      {rows.map(({ name, installations, versions, publishers, releases }) => (
        <Tr key={name}>
          <Td dataLabel="Package">
            <Link to="/software/$name" params={{ name }}>
              {name}
            </Link>
          </Td>
          <Td dataLabel="Versions, newest first">
            <ul className="slw-releases">
              {releases.map(({ release, installations: its, versions: shares, otherVersions }) => {
                const where = `${release.distribution} ${release.release}`;
                return (
                  <li key={where}>
                    <span className="slw-subtle">{where}</span>
                    <span className="slw-code slw-cut" title={shares[0]?.version}>
                      {shares[0]?.version}
                    </span>
                    <span className="slw-number">
                      {shares.length + otherVersions.versions > 1 ? (
                        <Link to="/software/$name" params={{ name }}>
                          +{shares.length + otherVersions.versions - 1} older
                          <span className="pf-v6-screen-reader"> versions of {name}</span>
                        </Link>
                      ) : null}
                    </span>
                    <VersionBar
                      label={`${name} on ${where}, ${countText(its, 'installation')}`}
                      versions={shares}
                      others={otherVersions}
                      legend="hidden"
                    />
                  </li>
                );
              })}
            </ul>
          </Td>
          <Td dataLabel="Installations" className="slw-number">
            <Link to="/hosts" search={{ selector: `package("${name}")` }}>
              {installations}
            </Link>
            <div className="slw-under">
              <Link to="/software/$name" params={{ name }}>
                {countText(versions, 'version')}
              </Link>
            </div>
          </Td>
          <Td dataLabel="Published by">
            <span className="slw-labels">
              {publishers.map((one) => (
                <PublisherLabel key={one} publisher={one} />
              ))}
            </span>
          </Td>
        </Tr>
      ))}
    </Tbody>
  </Table>
);
