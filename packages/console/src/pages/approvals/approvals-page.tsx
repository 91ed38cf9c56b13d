import {
  Alert,
  Card,
  CardBody,
  CardHeader,
  CardTitle,
  EmptyState,
  EmptyStateBody,
  PageSection,
  Title,
} from '@patternfly/react-core';
import { CheckCircleIcon } from '@patternfly/react-icons';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useAnswer, useMay } from '../../api/index.ts';
import { Ago, countText, DigestText, PageHead, Shown, When, Why } from '../../widgets/index.ts';
import { Names } from './names.tsx';

type Waiting = Schemas['WaitingPlan'];

export const ApprovalsPage = () => {
  const waiting = useAnswer(
    'plans',
    ['waiting'],
    async (signal) => await api.GET('/api/v1/approvals/waiting', { signal }),
  );
  return (
    <>
      <PageHead
        title="Approvals"
        about="What waits for my name, the soonest window first; then what waits for others."
      />
      <PageSection>
        <Shown
          answer={waiting}
          what="approvals"
          level="h2"
          lines={8}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <EmptyState titleText="No plan waits for anybody" headingLevel="h2" icon={CheckCircleIcon} status="success">
              <EmptyStateBody>
                What was approved stands under <Link to="/plans">plans</Link>.
              </EmptyStateBody>
            </EmptyState>
          }
        >
          {({ items }) => <Both items={items} />}
        </Shown>
      </PageSection>
    </>
  );
};

const Both = ({ items }: { readonly items: readonly Waiting[] }) => {
  const may = useMay('approver');
  const mine = items.filter((plan) => plan.mine);
  const others = items.filter((plan) => !plan.mine);
  return (
    <>
      {may ? (
        <section aria-labelledby="mine">
          <Title headingLevel="h2" size="lg" id="mine">
            For you
          </Title>
          {mine.length === 0 ? <p className="slw-subtle">Nothing waits for your name.</p> : <Cards items={mine} />}
        </section>
      ) : (
        <Alert isInline variant="info" title="Your account may not approve" component="p">
          An administrator gives the role approver, and the team whose name is wanted.
        </Alert>
      )}
      {others.length === 0 ? null : (
        <section aria-labelledby="others" className="slw-section">
          <Title headingLevel="h2" size="lg" id="others">
            For others
          </Title>
          <Cards items={others} />
        </section>
      )}
    </>
  );
};

const Cards = ({ items }: { readonly items: readonly Waiting[] }) => (
  <ul className="slw-cards">
    {items.map((plan) => (
      <li key={plan.planDigest}>
        <WaitingCard plan={plan} />
      </li>
    ))}
  </ul>
);

const WaitingCard = ({ plan }: { readonly plan: Waiting }) => (
  <Card isFullHeight>
    <CardHeader>
      <CardTitle component="h3">
        <Link to="/plans/$digest" params={{ digest: plan.planDigest }}>
          {plan.environment}
          {plan.policyName === null ? '' : ` / ${plan.policyName}`}: {countText(plan.hosts, 'host')}
        </Link>
      </CardTitle>
    </CardHeader>
    <CardBody>
      <p className="slw-card-line">
        <Names {...plan} />
      </p>
      <p className="slw-card-line">
        {plan.startsAt === null ? (
          'No window is ahead: a name would let nothing begin.'
        ) : (
          <>
            Window <Ago at={plan.startsAt} />, <When at={plan.startsAt} />
          </>
        )}
      </p>
      <p className="slw-card-line">
        <Why reason={plan.reason} />
      </p>
      <p className="slw-subtle slw-card-line">
        <DigestText digest={plan.planDigest} /> made by {plan.author}, <Ago at={plan.madeAt} />
        {plan.changeRequest === null ? '' : `, change request ${plan.changeRequest}`}
      </p>
      <p className="slw-card-line">
        <Link to="/plans/$digest" params={{ digest: plan.planDigest }} className="slw-button-link">
          {plan.mine ? 'Read and approve' : 'Read'}{' '}
          <span className="pf-v6-screen-reader">the plan of {plan.environment}</span>
        </Link>
      </p>
    </CardBody>
  </Card>
);
