import { EmptyState, EmptyStateBody, PageSection, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { CheckCircleIcon } from '@patternfly/react-icons';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { api, type Schemas, useAnswer, useMay } from '../../api/index.ts';
import { NoPolicy, PageHead, Shown } from '../../widgets/index.ts';
import { ExceptionsTable } from './exceptions-table.tsx';
import { MakeException } from './make-exception.tsx';

const route = getRouteApi('/exceptions');
const SOON_DAYS = 14;
const SOON_MS = SOON_DAYS * 86_400_000;

type Exceptions = Schemas['Exceptions'];
type Item = Exceptions['items'][number];
const SHOWN = ['all', 'acts', 'soon', 'expired'] as const;
type Which = (typeof SHOWN)[number];

export const ExceptionsPage = () => {
  const may = useMay('administrator');
  const exceptions = useAnswer(
    'policy',
    ['exceptions'],
    async (signal) => await api.GET('/api/v1/exceptions', { signal }),
  );
  const policy = useAnswer('policy', ['show'], async (signal) => await api.GET('/api/v1/policy', { signal }));
  return (
    <>
      <PageHead
        title="Exceptions"
        about={
          <>
            What is left out on purpose: owned, reasoned, agreed to by somebody else, and until a day. They stand in the{' '}
            <Link to="/policies">policy</Link>. What they leave out stays exposed and is counted apart, never as fixed.
          </>
        }
        actions={may && policy.data !== undefined ? <MakeException stored={policy.data} /> : undefined}
      />
      <PageSection>
        <Shown
          answer={exceptions}
          what="exceptions"
          level="h2"
          lines={10}
          missing={<NoPolicy level="h2" />}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <EmptyState
              titleText="Nothing is left out on purpose"
              headingLevel="h2"
              icon={CheckCircleIcon}
              status="success"
            >
              <EmptyStateBody>Whatever is pending on a host goes into its next plan.</EmptyStateBody>
            </EmptyState>
          }
        >
          {(data) => <Listed data={data} stored={policy.data} />}
        </Shown>
      </PageSection>
    </>
  );
};

const Listed = ({
  data,
  stored,
}: {
  readonly data: Exceptions;
  readonly stored: Schemas['StoredPolicy'] | undefined;
}) => {
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/exceptions' });
  const which: Which = SHOWN.find((one) => one === search.show) ?? 'all';
  const isOf = (one: Item, wanted: Which): boolean => {
    const left = Date.parse(one.expiresAt) - Date.parse(data.asOf);
    if (wanted === 'soon') return one.state === 'acts' && left < SOON_MS;
    return wanted === 'all' || one.state === wanted;
  };
  const texts: Readonly<Record<Which, string>> = {
    all: 'All',
    acts: 'In force',
    soon: `Ending within ${SOON_DAYS} days`,
    expired: 'Ended, still in the policy',
  };
  const shown = data.items.filter((one) => isOf(one, which));
  return (
    <>
      <ToggleGroup aria-label="Which exceptions" className="slw-tab">
        {SHOWN.map((one) => (
          <ToggleGroupItem
            key={one}
            buttonId={`show-${one}`}
            text={`${texts[one]} ${data.items.filter((item) => isOf(item, one)).length}`}
            isSelected={one === which}
            onChange={() => void navigate({ search: one === 'all' ? {} : { show: one }, replace: true })}
          />
        ))}
      </ToggleGroup>
      {shown.length === 0 ? (
        <p className="slw-subtle">None of these.</p>
      ) : (
        <ExceptionsTable items={shown} stored={stored} />
      )}
    </>
  );
};
