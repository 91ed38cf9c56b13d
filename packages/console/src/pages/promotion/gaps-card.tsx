// Parity gaps: what production would be the first to get, and by when it should have it all the same.

import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { type Answer, api, useAnswer } from '../../api/index.ts';
import { Shown } from '../../widgets/index.ts';
import { ParityGaps } from '../plan/index.ts';
import { type Promotion, placeName } from './promotion.ts';

export const GapsCard = (props: { readonly promotions: Answer<{ readonly items: readonly Promotion[] }> }) => (
  <Card className="slw-wide">
    <CardTitle component="h2">Parity gaps</CardTitle>
    <CardBody>
      <p className="slw-subtle">
        Targets of plans under way that no earlier tier has proven; their deadlines run all the same.
      </p>
      <Shown
        answer={props.promotions}
        what="plans under way"
        lines={1}
        isEmpty={({ items }) => !items.some(isPlanned)}
        empty={<p>No patch set is planned anywhere.</p>}
      >
        {({ items }) => (
          <ul className="slw-rows" aria-label="Parity gaps">
            {items.filter(isPlanned).map((promotion) => (
              <li key={promotion.promotionId}>
                <Gaps promotion={promotion} planDigest={promotion.planDigest} />
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </CardBody>
  </Card>
);

const isPlanned = (promotion: Promotion): promotion is Promotion & { readonly planDigest: string } =>
  promotion.endedAt === null && promotion.planDigest !== null;

const Gaps = ({ promotion, planDigest }: { readonly promotion: Promotion; readonly planDigest: string }) => {
  const plan = useAnswer(
    'plans',
    ['one', planDigest],
    async (signal) => await api.GET('/api/v1/plans/{digest}', { params: { path: { digest: planDigest } }, signal }),
  );
  return (
    <>
      <strong>{placeName(promotion)}</strong>{' '}
      <Link to="/plans/$digest" params={{ digest: planDigest }}>
        plan
      </Link>
      <Shown
        answer={plan}
        what="parity gaps"
        lines={1}
        isEmpty={({ report }) => (report.parityGaps ?? []).length === 0}
        empty={<span className="slw-subtle">: every target is proven</span>}
      >
        {(its) => <ParityGaps plan={its} />}
      </Shown>
    </>
  );
};
