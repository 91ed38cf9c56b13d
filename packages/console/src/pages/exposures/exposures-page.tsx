import {
  Alert,
  Button,
  EmptyState,
  EmptyStateBody,
  PageSection,
  ToggleGroup,
  ToggleGroupItem,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { CheckCircleIcon } from '@patternfly/react-icons';
import { Table, Th, Thead, Tr } from '@patternfly/react-table';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { controllerNow } from '../../time/index.ts';
import { Ago, countText, PageHead, Shown, Why } from '../../widgets/index.ts';
import { UpdateRow } from './update-row.tsx';

const route = getRouteApi('/exposures');

const PAGE = 50;
const HOUR_MS = 3_600_000;
const DUE = [
  ['any', 'Any time'],
  ['overdue', 'Overdue'],
  ['day', 'Within a day'],
  ['week', 'Within a week'],
] as const;
const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
const STATES = [
  ['fixable', 'With a fix'],
  ['no-fix', 'No fix yet'],
  ['unknown', 'Unknown'],
] as const;

type Search = {
  readonly due?: string;
  readonly severity?: string;
  readonly state?: string;
  readonly environment?: string;
  readonly open?: string;
};

const queryOf = ({ due, severity, state, environment }: Search, limit: number) => {
  const hour = Math.ceil(controllerNow() / HOUR_MS) * HOUR_MS;
  const hours = due === 'overdue' ? 0 : due === 'day' ? 23 : due === 'week' ? 167 : null;
  const [known, wanted] = [SEVERITIES.find((one) => one === severity), STATES.find(([one]) => one === state)?.[0]];
  return {
    limit,
    ...(hours === null
      ? {}
      : {
          dueBy: new Date(
            hours === 0 ? controllerNow() - (controllerNow() % 60_000) : hour + hours * HOUR_MS,
          ).toISOString(),
        }),
    ...(known === undefined ? {} : { severity: known }),
    ...(wanted === undefined ? {} : { state: wanted }),
    ...(environment === undefined ? {} : { environment }),
  };
};

export const ExposuresPage = () => {
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/exposures' });
  const [limit, setLimit] = useState(PAGE);
  const { open: _open, ...filter } = search;
  const exposures = useAnswer(
    'exposures',
    ['list', filter, limit],
    async (signal) => await api.GET('/api/v1/exposures', { params: { query: queryOf(filter, limit) }, signal }),
    { keep: true },
  );
  const set = (name: keyof Search, value: string | undefined): void =>
    void navigate({
      search: Object.fromEntries(Object.entries({ ...search, [name]: value }).filter(([, one]) => one !== undefined)),
      replace: true,
    });
  return (
    <>
      <PageHead
        title="Exposures"
        about="What hosts are affected by, a row for each update that ends it, what is due first at the top."
      />
      <PageSection>
        <Filters search={search} set={set} />
        <Shown answer={exposures} what="exposures" level="h2" lines={12}>
          {(data) => (
            <List data={data} open={search.open} more={data.next === null ? null : () => setLimit(limit + PAGE)} />
          )}
        </Shown>
      </PageSection>
    </>
  );
};

const Filters = ({
  search,
  set,
}: {
  readonly search: Search;
  readonly set: (name: keyof Search, value: string | undefined) => void;
}) => (
  <Toolbar>
    <ToolbarContent>
      <ToolbarItem>
        <ToggleGroup aria-label="Due" isCompact>
          {DUE.map(([due, text]) => (
            <ToggleGroupItem
              key={due}
              text={text}
              isSelected={(search.due ?? 'any') === due}
              onChange={() => set('due', due === 'any' ? undefined : due)}
              buttonId={`due-${due}`}
            />
          ))}
        </ToggleGroup>
      </ToolbarItem>
      <ToolbarItem>
        <ToggleGroup aria-label="Severity, at least" isCompact>
          {SEVERITIES.map((severity) => (
            <ToggleGroupItem
              key={severity}
              text={`≥ ${severity}`}
              isSelected={search.severity === severity}
              onChange={(_event, isSelected) => set('severity', isSelected ? severity : undefined)}
              buttonId={`severity-${severity}`}
            />
          ))}
        </ToggleGroup>
      </ToolbarItem>
      <ToolbarItem>
        <ToggleGroup aria-label="State" isCompact>
          {STATES.map(([state, text]) => (
            <ToggleGroupItem
              key={state}
              text={text}
              isSelected={search.state === state}
              onChange={(_event, isSelected) => set('state', isSelected ? state : undefined)}
              buttonId={`state-${state}`}
            />
          ))}
        </ToggleGroup>
      </ToolbarItem>
    </ToolbarContent>
  </Toolbar>
);

const List = ({
  data,
  open,
  more,
}: {
  readonly data: Schemas['Exposures'];
  readonly open: string | undefined;
  readonly more: (() => void) | null;
}) => (
  <>
    <Known data={data} />
    {data.items.length === 0 ? (
      <EmptyState titleText="Nothing is known of this kind" headingLevel="h2" icon={CheckCircleIcon}>
        <EmptyStateBody>
          By the feeds that are read, of the hosts that report. What is said above counts beside it.
        </EmptyStateBody>
      </EmptyState>
    ) : (
      <Table variant="compact" aria-label="Exposures by update, what is due first at the top">
        <Thead>
          <Tr>
            <Th screenReaderText="Open" />
            <Th width={25}>Package</Th>
            <Th>Severity</Th>
            <Th>Hosts</Th>
            <Th>Due</Th>
            <Th width={30}>By which rule</Th>
          </Tr>
        </Thead>
        {data.items.map((update, at) => (
          <UpdateRow
            key={`${update.release.distribution} ${update.release.release} ${update.sourcePackage} ${update.fixedVersion} ${update.state}`}
            update={update}
            at={at}
            isFirstOpen={update.sourcePackage === open}
          />
        ))}
      </Table>
    )}
    {more === null ? null : (
      <Button variant="link" onClick={more}>
        Show more
      </Button>
    )}
    <p className="slw-ends">
      {data.totals === null
        ? 'Counted when asked for.'
        : `${countText(data.totals.updates, 'update')}, ${data.totals.overdue} overdue, ${data.totals.unknownUrgency} of unknown urgency, ${data.totals.excepted} with exceptions.`}
    </p>
  </>
);

/** What this rests on, and of whom silence does not mean safe. */
const Known = ({ data: { feeds, unheard, gaps, waiting, moreUnknown } }: { readonly data: Schemas['Exposures'] }) => (
  <>
    {feeds.length === 0 ? (
      <Alert isInline variant="warning" component="p" title="No feed is read: of no package is anything known." />
    ) : null}
    {feeds
      .filter(({ refusal }) => refusal !== null)
      .map(({ feed, refusal, readAt }) => (
        <Alert
          key={feed}
          isInline
          variant="warning"
          component="p"
          title={`The feed ${feed} brought nothing at its last look.`}
        >
          {refusal === null ? null : <Why reason={refusal} />}{' '}
          {readAt === null ? null : (
            <>
              Last read <Ago at={readAt} />.
            </>
          )}
        </Alert>
      ))}
    {unheard.map(({ reason, hosts }) => (
      <Alert
        key={reason.code}
        isInline
        isPlain
        variant="warning"
        component="p"
        title={`In no number here: ${countText(hosts, 'host')}.`}
      >
        <Why reason={reason} />
      </Alert>
    ))}
    {gaps.map(({ reason, hosts }) => (
      <Alert
        key={`${reason.code} ${JSON.stringify(reason.facts)}`}
        isInline
        isPlain
        variant="warning"
        component="p"
        title={`Of ${countText(hosts, 'host')} silence does not mean safe.`}
      >
        <Why reason={reason} />
      </Alert>
    ))}
    {moreUnknown ? (
      <p className="slw-subtle">Of some packages it is unknown whether they are affected: see “Unknown”.</p>
    ) : null}
    {waiting.packages + waiting.updates > 0 ? (
      <p className="slw-subtle">
        Still being judged: {waiting.packages} packages, {waiting.updates} updates.
      </p>
    ) : null}
  </>
);
