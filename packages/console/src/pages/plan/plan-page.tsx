import { Alert, Breadcrumb, BreadcrumbItem, Card, CardBody, CardTitle, PageSection } from '@patternfly/react-core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, useAnswer } from '../../api/index.ts';
import { DigestText, PageHead, Shown, Why } from '../../widgets/index.ts';
import { ApprovalCard } from './approval-card.tsx';
import { BoundsCard } from './bounds-card.tsx';
import { ChecklistCard } from './checklist-card.tsx';
import { DifferenceCard } from './difference-card.tsx';
import { HostPlansCard } from './host-plans-card.tsx';
import type { Plan } from './plan.ts';
import { ReportCard } from './report-card.tsx';
import { WavesChart } from './waves-chart.tsx';

const route = getRouteApi('/plans/$digest');

export const PlanPage = () => {
  const { digest } = route.useParams();
  const plan = useAnswer(
    'plans',
    ['one', digest],
    async (signal) => await api.GET('/api/v1/plans/{digest}', { params: { path: { digest } }, signal }),
  );
  return (
    <>
      <PageHead
        title={plan.data === undefined ? 'Plan' : `Plan for ${plan.data.header.environment}`}
        about={<DigestText digest={digest} form="whole" />}
        crumbs={
          <Breadcrumb>
            <BreadcrumbItem render={() => <Link to="/plans">Plans</Link>} />
            <BreadcrumbItem isActive>{digest.replace('sha256:', '').slice(0, 12)}</BreadcrumbItem>
          </Breadcrumb>
        }
      />
      <PageSection>
        <Shown answer={plan} what="this plan" level="h2" lines={12}>
          {(data) => (
            <div className="slw-grid">
              <Heads plan={data} />
              <ApprovalCard plan={data} />
              <BoundsCard plan={data} />
              <WavesChart plan={data} />
              {data.checklist == null ? null : <ChecklistCard checklist={data.checklist} />}
              <DifferenceCard plan={data} />
              <ReportCard plan={data} />
              <HostPlansCard plan={data} />
            </div>
          )}
        </Shown>
      </PageSection>
    </>
  );
};

/** What changes the meaning of everything below it. */
const Heads = ({ plan: { takesBack, notPromoted } }: { readonly plan: Plan }) => {
  if (takesBack === undefined && notPromoted == null) return null;
  return (
    <Card className="slw-wide" isPlain>
      <CardTitle component="h2">Read this first</CardTitle>
      <CardBody>
        {takesBack === undefined ? null : (
          <Alert isInline variant="warning" title="This is a rollback" component="p">
            It takes{' '}
            <Link to="/rollouts/$rolloutId" params={{ rolloutId: takesBack.rolloutId }}>
              {takesBack.rolloutId}
            </Link>{' '}
            back: {takesBack.why}. Data and configuration files stay as they are.
          </Alert>
        )}
        {notPromoted == null ? null : (
          <Alert isInline variant="warning" title="Nothing of its patch set begins" component="p">
            <Why reason={notPromoted} />
          </Alert>
        )}
      </CardBody>
    </Card>
  );
};
