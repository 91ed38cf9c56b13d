import { EmptyState, EmptyStateBody, Label, PageSection, Title } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, type Schemas, useAnswer, useList } from '../../api/index.ts';
import { Ago, countText, DigestText, More, PageHead, Shown, useRows, When, Why } from '../../widgets/index.ts';
import { Names } from '../approvals/index.ts';

const PAGE = 50;

export const PlansPage = () => (
  <>
    <PageHead title="Plans" about="What would be done to which host, and who has agreed to it." />
    <PageSection>
      <Title headingLevel="h2" size="lg">
        Waiting for approval
      </Title>
      <Waiting />
    </PageSection>
    <PageSection>
      <Title headingLevel="h2" size="lg">
        All plans
      </Title>
      <All />
    </PageSection>
  </>
);

const Waiting = () => {
  const waiting = useAnswer(
    'plans',
    ['waiting'],
    async (signal) => await api.GET('/api/v1/approvals/waiting', { signal }),
  );
  return (
    <Shown
      answer={waiting}
      what="approvals"
      lines={3}
      isEmpty={({ items }) => items.length === 0}
      empty={<p className="slw-subtle">No plan waits for anybody.</p>}
    >
      {({ items }) => (
        <Table variant="compact" aria-label="Plans that wait for a name">
          <Thead>
            <Tr>
              <Th>Plan</Th>
              <Th>Environment</Th>
              <Th>Hosts</Th>
              <Th>Names</Th>
              <Th>Window</Th>
              <Th width={35}>Waits because</Th>
            </Tr>
          </Thead>
          <Tbody>
            {items.map((plan) => (
              <Tr key={plan.planDigest}>
                <Td dataLabel="Plan">
                  <Link to="/plans/$digest" params={{ digest: plan.planDigest }}>
                    <DigestText digest={plan.planDigest} />
                  </Link>{' '}
                  {plan.mine ? (
                    <Label color="teal" isCompact>
                      for you
                    </Label>
                  ) : null}
                </Td>
                <Td dataLabel="Environment">{plan.environment}</Td>
                <Td dataLabel="Hosts" className="slw-number">
                  <HostsOf digest={plan.planDigest} hosts={plan.hosts} />
                </Td>
                <Td dataLabel="Names">
                  <Names {...plan} />
                </Td>
                <Td dataLabel="Window">
                  {plan.startsAt === null ? (
                    <span className="slw-subtle">none ahead</span>
                  ) : (
                    <When at={plan.startsAt} />
                  )}
                </Td>
                <Td dataLabel="Waits because">
                  <Why reason={plan.reason} />
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </Shown>
  );
};

const All = () => {
  const plans = useList(
    'plans',
    ['newest'],
    async (portion, signal) => await api.GET('/api/v1/plans', { params: { query: portion }, signal }),
    { rows: useRows(PAGE) },
  );
  return (
    <Shown
      answer={plans.answer}
      what="plans"
      lines={8}
      isEmpty={(rows) => rows.length === 0}
      empty={
        <EmptyState titleText="There is no plan yet" headingLevel="h3">
          <EmptyStateBody>
            A plan is made for a patch set and an environment, by the schedule of policy or with{' '}
            <code>slipway plan make</code>.
          </EmptyStateBody>
        </EmptyState>
      }
    >
      {(rows) => (
        <>
          <Table variant="compact" aria-label="Plans, newest first">
            <Thead>
              <Tr>
                <Th>Plan</Th>
                <Th>Environment</Th>
                <Th>Hosts</Th>
                <Th>Waves</Th>
                <Th>Made</Th>
                <Th>Approval</Th>
                <Th>Checker</Th>
              </Tr>
            </Thead>
            <Tbody>
              {rows.map((plan) => (
                <Row key={plan.digest} plan={plan} />
              ))}
            </Tbody>
          </Table>
          <More list={plans} />
        </>
      )}
    </Shown>
  );
};

const Row = ({ plan }: { readonly plan: Schemas['PlanSummary'] }) => (
  <Tr>
    <Td dataLabel="Plan">
      <Link to="/plans/$digest" params={{ digest: plan.digest }}>
        <DigestText digest={plan.digest} />
      </Link>{' '}
      {plan.takesBack === undefined ? null : (
        <Label color="orange" isCompact>
          rollback
        </Label>
      )}
    </Td>
    <Td dataLabel="Environment">
      {plan.environment}
      {plan.policyName == null ? '' : ` / ${plan.policyName}`}
    </Td>
    <Td dataLabel="Hosts" className="slw-number">
      <HostsOf digest={plan.digest} hosts={plan.hosts} />
    </Td>
    <Td dataLabel="Waves" className="slw-number">
      <Link to="/plans/$digest" params={{ digest: plan.digest }} hash="waves">
        {plan.waves}
        <span className="pf-v6-screen-reader"> waves of this plan</span>
      </Link>
    </Td>
    <Td dataLabel="Made">
      <When at={plan.madeAt} />{' '}
      <span className="slw-subtle">
        by {plan.author}, <Ago at={plan.madeAt} />
      </span>
    </Td>
    <Td dataLabel="Approval">{plan.approval.rule}</Td>
    <Td dataLabel="Checker">
      {plan.errors > 0 ? (
        <Label color="red" isCompact href={`/plans/${plan.digest}#report`}>
          {countText(plan.errors, 'error')}
        </Label>
      ) : null}{' '}
      {plan.warnings > 0 ? (
        <Label color="orange" isCompact href={`/plans/${plan.digest}#report`}>
          {countText(plan.warnings, 'warning')}
        </Label>
      ) : null}
      {plan.errors + plan.warnings === 0 ? <span className="slw-subtle">no objection</span> : null}
    </Td>
  </Tr>
);

const HostsOf = ({ digest, hosts }: { readonly digest: string; readonly hosts: number }) => (
  <Link to="/plans/$digest" params={{ digest }} hash="hosts">
    {hosts}
    <span className="pf-v6-screen-reader"> hosts of this plan</span>
  </Link>
);
