import { EmptyState, EmptyStateBody, Label, PageSection } from '@patternfly/react-core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, useAnswer, useMay } from '../../api/index.ts';
import { DigestText, PageHead, Shown } from '../../widgets/index.ts';
import { Cut } from './cut.tsx';
import { GapsCard } from './gaps-card.tsx';
import { PatchSetsCard } from './patch-sets-card.tsx';
import type { Due, Promotion } from './promotion.ts';
import { QuarantinesCard } from './quarantines-card.tsx';
import { TierColumn } from './tier-column.tsx';

const route = getRouteApi('/promotion');
/** Newest first: more than any board shows. */
const LOOKED_AT = 200;

export const PromotionPage = () => {
  const { patchSet } = route.useSearch();
  const mayCut = useMay('operator');
  const due = useAnswer('promotions', ['due'], async (signal) => await api.GET('/api/v1/promotions/due', { signal }));
  const promotions = useAnswer(
    'promotions',
    ['newest', LOOKED_AT],
    async (signal) => await api.GET('/api/v1/promotions', { params: { query: { limit: LOOKED_AT } }, signal }),
  );
  const all = promotions.data?.items ?? [];
  return (
    <>
      <PageHead
        title="Promotion"
        about="Where each patch set is on its way through the tiers, on what evidence, and what it waits for."
        actions={mayCut ? <Cut /> : undefined}
      />
      <PageSection>
        {patchSet === undefined ? null : (
          <p className="slw-section">
            <Label>
              only patch set <DigestText digest={patchSet} />{' '}
              <Link from="/promotion" to="." search={{}} replace>
                show all
              </Link>
            </Label>
          </p>
        )}
        <Shown
          answer={due}
          what="the tiers"
          level="h2"
          lines={10}
          isEmpty={({ places }) => places.length === 0}
          empty={
            <EmptyState titleText="There is no tier yet" headingLevel="h2">
              <EmptyStateBody>
                Environments stand in policy, in the order in which patch sets go through them:{' '}
                <code>slipway policy edit</code>.
              </EmptyStateBody>
            </EmptyState>
          }
        >
          {({ places }) => (
            <Shown answer={promotions} what="promotions" level="h2" lines={10}>
              {() => <Board places={places} promotions={all} patchSet={patchSet ?? null} />}
            </Shown>
          )}
        </Shown>
        <div className="slw-grid slw-section">
          <GapsCard promotions={promotions} />
          <PatchSetsCard promotions={promotions.data?.items} places={due.data?.places ?? []} />
          <QuarantinesCard />
        </div>
      </PageSection>
    </>
  );
};

const Board = (props: {
  readonly places: readonly Due[];
  readonly promotions: readonly Promotion[];
  readonly patchSet: string | null;
}) => {
  const { places, promotions, patchSet } = props;
  const shown = promotions.filter(({ patchSetDigest }) => patchSet === null || patchSetDigest === patchSet);
  return (
    <ol className="slw-board" aria-label="Tiers, in the order in which patch sets go through them">
      {places.map((place) => (
        <li key={`${place.environment} ${place.policyName ?? ''}`}>
          <TierColumn
            due={place}
            its={shown.filter(
              ({ environment, policyName }) => environment === place.environment && policyName === place.policyName,
            )}
          />
        </li>
      ))}
    </ol>
  );
};
