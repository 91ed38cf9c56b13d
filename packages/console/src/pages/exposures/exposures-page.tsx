import { EmptyState, EmptyStateBody, PageSection } from '@patternfly/react-core';
import { CheckCircleIcon } from '@patternfly/react-icons';
import { Table, Th, Thead, Tr } from '@patternfly/react-table';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { api, type Schemas, useList } from '../../api/index.ts';
import { controllerNow } from '../../time/index.ts';
import { countText, Known, More, PageHead, Shown, useRows } from '../../widgets/index.ts';
import { type ExposureSearch, Filters, SEVERITIES, STATES } from './filters.tsx';
import { UpdateRow } from './update-row.tsx';

const route = getRouteApi('/exposures');

const PAGE = 50;
const HOUR_MS = 3_600_000;

const queryOf = (search: ExposureSearch) => {
  const { due, severity, state, environment, exploited, excepted, urgency } = search;
  const hour = Math.ceil(controllerNow() / HOUR_MS) * HOUR_MS;
  const hours = due === 'overdue' ? 0 : due === 'day' ? 23 : due === 'week' ? 167 : null;
  const [known, wanted] = [SEVERITIES.find((one) => one === severity), STATES.find(([one]) => one === state)?.[0]];
  return {
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
    ...(search.package === undefined ? {} : { sourcePackage: search.package }),
    ...(exploited === 'yes' ? { exploited: true } : {}),
    ...(excepted === 'yes' ? { excepted: true } : {}),
    ...(urgency === 'unknown' ? { urgency: 'unknown' as const } : {}),
  };
};

export const ExposuresPage = () => {
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/exposures' });
  const { open, tab: _tab, inside: _inside, rows: _rows, ...filter } = search;
  const exposures = useList(
    'exposures',
    ['list', filter],
    async (portion, signal) =>
      await api.GET('/api/v1/exposures', { params: { query: { ...queryOf(filter), ...portion } }, signal }),
    { rows: useRows(PAGE) },
  );
  const set = (name: keyof ExposureSearch, value: string | undefined): void =>
    void navigate({
      search: Object.fromEntries(
        Object.entries({ ...filter, open, [name]: value }).filter(([, one]) => one !== undefined),
      ),
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
        {exposures.first === undefined ? null : <Known data={exposures.first} />}
        <Shown
          answer={exposures.answer}
          what="exposures"
          level="h2"
          lines={12}
          isEmpty={(rows) => rows.length === 0}
          empty={<Nothing search={filter} />}
        >
          {(rows) => <List rows={rows} open={open} tab={search.tab} />}
        </Shown>
        <More list={exposures} />
        {exposures.first === undefined ? null : <Totals data={exposures.first} />}
      </PageSection>
    </>
  );
};

const Nothing = ({ search }: { readonly search: ExposureSearch }) => (
  <EmptyState titleText="Nothing is known of this kind" headingLevel="h2" icon={CheckCircleIcon}>
    <EmptyStateBody>
      {search.package === undefined
        ? 'By the feeds that are read, of the hosts that report. What is said above counts beside it.'
        : `No host is known to need an update of ${search.package} that is like this.`}
    </EmptyStateBody>
  </EmptyState>
);

const List = ({
  rows,
  open,
  tab,
}: {
  readonly rows: readonly Schemas['UpdateExposure'][];
  readonly open: string | undefined;
  readonly tab: string | undefined;
}) => (
  <Table variant="compact" aria-label="Exposures by update, what is due first at the top">
    <Thead>
      <Tr>
        <Th screenReaderText="Open" />
        <Th width={25}>Package</Th>
        <Th>Severity</Th>
        <Th>Exploitation</Th>
        <Th>Hosts</Th>
        <Th>Due</Th>
        <Th width={25}>By which rule</Th>
      </Tr>
    </Thead>
    {rows.map((update, at) => (
      <UpdateRow
        key={`${update.release.distribution} ${update.release.release} ${update.sourcePackage} ${update.fixedVersion} ${update.state}`}
        update={update}
        at={at}
        isFirstOpen={update.sourcePackage === open}
        tab={tab}
      />
    ))}
  </Table>
);

const Totals = ({ data: { totals } }: { readonly data: Schemas['Exposures'] }) => (
  <p className="slw-ends">
    {totals === null ? (
      'Counted when asked for.'
    ) : (
      <>
        <Link to="/exposures" search={{}}>
          {countText(totals.updates, 'update')}
        </Link>
        ,{' '}
        <Link to="/exposures" search={{ due: 'overdue' }}>
          {totals.overdue} overdue
        </Link>
        ,{' '}
        <Link to="/exposures" search={{ urgency: 'unknown' }}>
          {totals.unknownUrgency} of unknown urgency
        </Link>
        ,{' '}
        <Link to="/exposures" search={{ excepted: 'yes' }}>
          {totals.excepted} with exceptions
        </Link>
        .
      </>
    )}
  </p>
);
