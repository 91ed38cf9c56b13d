import { Button, EmptyState, EmptyStateBody, TextInput, ToolbarItem } from '@patternfly/react-core';
import { CubesIcon } from '@patternfly/react-icons';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { Ago, Bar, countText, Shown, When } from '../../widgets/index.ts';
import { csvOf, route, useAsOf } from './asked.ts';
import { ComplianceHosts } from './compliance-hosts.tsx';
import { AsOfDay, Controls, RecordsBegin, shareText } from './controls.tsx';

type Counts = Schemas['Compliance']['total'];

/** In the order in which they are told, with the word of the API. */
const STANDINGS = [
  ['clear', 'clear', 'nothing to install', 'good'],
  ['due-later', 'dueLater', 'due later', 'busy'],
  ['excepted', 'excepted', 'excepted', 'calm'],
  ['overdue', 'overdue', 'overdue', 'bad'],
  ['unknown', 'unknown', 'unknown', 'unknown'],
] as const;

export const ComplianceTab = () => {
  const { by = 'environment', value, standing } = route.useSearch();
  const asOf = useAsOf();
  const query = { by, ...(asOf === null ? {} : { asOf }) };
  const report = useAnswer(
    'exposures',
    ['report-compliance', query],
    async (signal) => await api.GET('/api/v1/reports/compliance', { params: { query }, signal }),
    { keep: true },
  );
  return (
    <>
      <Controls csv={csvOf('/api/v1/reports/compliance', query)}>
        <AsOfDay />
        <ByLabel key={by} by={by} />
      </Controls>
      <Shown
        answer={report}
        what="compliance"
        level="h2"
        lines={8}
        isEmpty={({ total }) => total.hosts === 0}
        empty={
          <EmptyState titleText="No host was enrolled then" headingLevel="h2" icon={CubesIcon}>
            <EmptyStateBody>Of no hosts there is nothing to report, and no share.</EmptyStateBody>
          </EmptyState>
        }
      >
        {(data) => (
          <>
            <RecordsBegin since={data.recordsSince} begin={data.asOf} />
            <Whole total={data.total} asOf={data.asOf} />
            <Groups groups={data.groups} by={by} />
            <p className="slw-ends">
              Compliant: nothing was overdue but by a decision. Groups are by the labels of today. An update counts from
              the look at its host that found it
              {data.oldestLook === null ? '' : '; the longest ago of these was '}
              {data.oldestLook === null ? null : <Ago at={data.oldestLook} />}. Packages that no feed speaks of are in
              no figure: see{' '}
              <Link to="/software" search={{ publisher: 'foreign' }}>
                third-party software
              </Link>
              .
            </p>
          </>
        )}
      </Shown>
      {value === undefined && standing === undefined ? null : <ComplianceHosts />}
    </>
  );
};

const ByLabel = ({ by }: { readonly by: string }) => {
  const navigate = route.useNavigate();
  const [text, setText] = useState(by);
  const ask = (name: string) =>
    void navigate({ search: ({ value: _v, standing: _s, rows: _r, ...now }) => ({ ...now, by: name }), replace: true });
  return (
    <>
      <ToolbarItem>
        <form
          className="slw-filter"
          aria-label="Grouped by"
          onSubmit={(event) => {
            event.preventDefault();
            if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(text)) ask(text);
          }}
        >
          <label htmlFor="report-by" className="slw-subtle">
            By label, or “policy”
          </label>
          <TextInput id="report-by" value={text} list="report-by-often" onChange={(_event, name) => setText(name)} />
          <datalist id="report-by-often">
            {['environment', 'owner', 'site', 'group', 'facing', 'policy'].map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </form>
      </ToolbarItem>
      <ToolbarItem className="slw-beside-fields">
        <Button variant="secondary" onClick={() => ask(text)} isDisabled={!/^[a-z0-9][a-z0-9-]{0,62}$/.test(text)}>
          Group
        </Button>
      </ToolbarItem>
    </>
  );
};

/** A share never stands alone: what it is of, and what is not known, beside it. */
const Whole = ({ total, asOf }: { readonly total: Counts; readonly asOf: string }) => (
  <div className="slw-report-head">
    <p className="slw-report-share">
      <strong>{total.unknown === total.hosts ? 'unknown' : shareText(total.compliantPermille)}</strong>{' '}
      {total.unknown === total.hosts ? null : (
        <>
          of{' '}
          <Link from="/reports" to="." search={({ value: _v, rows: _r, ...now }) => ({ ...now, standing: 'any' })}>
            {countText(total.hosts, 'host')}
          </Link>{' '}
          compliant{' '}
        </>
      )}
      <span className="slw-subtle">
        at <When at={asOf} />
      </span>
    </p>
    <Standings counts={total} label="All hosts" />
  </div>
);

const Standings = ({ counts, label }: { readonly counts: Counts; readonly label: string }) => (
  <Bar
    label={label}
    parts={STANDINGS.map(([standing, field, name, tone]) => ({
      name,
      count: counts[field],
      tone,
      link: (text) => (
        <Link from="/reports" to="." search={({ value: _value, rows: _rows, ...now }) => ({ ...now, standing })}>
          {text}
        </Link>
      ),
    }))}
  />
);

const Groups = ({ groups, by }: { readonly groups: Schemas['Compliance']['groups']; readonly by: string }) => (
  <Table variant="compact" aria-label={`Compliance by ${by}`}>
    <Thead>
      <Tr>
        <Th modifier="nowrap">{by}</Th>
        <Th>Compliant</Th>
        <Th>Hosts</Th>
        {STANDINGS.map(([standing, , name]) => (
          <Th key={standing} modifier="nowrap">
            {name}
          </Th>
        ))}
      </Tr>
    </Thead>
    <Tbody>
      {groups.map((group) => (
        <Tr key={group.value ?? ''}>
          <Td dataLabel={by}>{group.value ?? <span className="slw-subtle">none</span>}</Td>
          <Td dataLabel="Compliant" className="slw-number">
            {group.unknown === group.hosts ? 'unknown' : shareText(group.compliantPermille)}
          </Td>
          <Td dataLabel="Hosts" className="slw-number">
            <Behind value={group.value}>{group.hosts}</Behind>
          </Td>
          {STANDINGS.map(([standing, field, name]) => (
            <Td key={standing} dataLabel={name} className="slw-number">
              {group[field] === 0 ? (
                <span className="slw-subtle">0</span>
              ) : (
                <Behind value={group.value} standing={standing}>
                  {group[field]}
                </Behind>
              )}
            </Td>
          ))}
        </Tr>
      ))}
    </Tbody>
  </Table>
);

const NONE = '(none)';

const Behind = (props: { readonly value: string | null; readonly standing?: string; readonly children: number }) => (
  <Link
    from="/reports"
    to="."
    search={({ standing: _standing, rows: _rows, ...now }) => ({
      ...now,
      value: props.value ?? NONE,
      ...(props.standing === undefined ? {} : { standing: props.standing }),
    })}
  >
    {props.children}
  </Link>
);
