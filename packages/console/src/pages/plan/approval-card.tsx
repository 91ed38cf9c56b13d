import { Alert, Card, CardBody, CardTitle, Checkbox, Content, Label } from '@patternfly/react-core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, useAct, useMay } from '../../api/index.ts';
import { Act, Ago, DigestText, StateLabel, When, Why } from '../../widgets/index.ts';
import { Names } from '../approvals/index.ts';
import { ChangeRequestPart } from './change-request.tsx';
import type { Plan } from './plan.ts';

export const ApprovalCard = ({ plan }: { readonly plan: Plan }) => {
  const { approved } = plan;
  return (
    <Card id="approval">
      <CardTitle component="h2">Approval</CardTitle>
      <CardBody>
        <p>
          {approved.reason === null ? (
            <Label color="green">approved</Label>
          ) : (
            <>
              <Label color="orange">not yet</Label> <Why reason={approved.reason} />
            </>
          )}
        </p>
        <p className="slw-subtle">
          Rule: {ruleText(plan)}. Made by {plan.author}, <Ago at={plan.madeAt} />, under policy revision{' '}
          {plan.policyRevision}.
        </p>
        {approved.names === undefined || plan.header.approval.rule === 'automatic' ? null : (
          <p>
            <Names rule={plan.header.approval} {...approved.names} />
          </p>
        )}
        {approved.changeRequest == null ? null : <ChangeRequestPart number={approved.changeRequest} />}
        <ul className="slw-rows" aria-label="Names under it">
          {approved.given.map((name) => (
            <li key={`${name.approvedBy} ${name.approvedAt}`}>
              <strong>{name.approvedBy}</strong>
              {name.team === null ? '' : ` for ${name.team}`} <When at={name.approvedAt} />
              <span className="slw-subtle">
                {' '}
                until <When at={name.expiresAt} />
              </span>
            </li>
          ))}
        </ul>
        {approved.refusal == null ? null : (
          <Alert isInline variant="danger" title={`Refused by ${approved.refusal.refusedBy}`} component="p">
            {approved.refusal.why}
          </Alert>
        )}
        {(approved.askedAgain ?? []).map(({ askedBy, askedAt, why }) => (
          <p key={askedAt} className="slw-subtle">
            Asked for again by {askedBy}, <Ago at={askedAt} />: {why}
          </p>
        ))}
        <Answering plan={plan} />
        <CarryingOut plan={plan} />
      </CardBody>
    </Card>
  );
};

const ruleText = ({ header: { approval } }: Plan): string => {
  switch (approval.rule) {
    case 'automatic':
      return 'nobody is asked';
    case 'self':
      return 'one person, who may have asked for it';
    case 'team':
      return `${approval.count} of ${approval.team}, none of whom asked for it`;
    case 'teams':
      return `one of each of ${approval.teams.join(', ')}`;
    case 'change-request':
      return 'by a change request';
    default:
      return approval satisfies never;
  }
};

/** For approvers alone: the digest stands in what they agree to. */
const Answering = ({ plan }: { readonly plan: Plan }) => {
  const may = useMay('approver');
  const [named, setNamed] = useState<readonly string[]>([]);
  const params = { params: { path: { digest: plan.digest } } };
  const approve = useAct(
    async (removals: readonly string[]) =>
      await api.POST('/api/v1/plans/{digest}/approvals', {
        ...params,
        body: removals.length === 0 ? {} : { removals: [...removals] },
      }),
  );
  const refuse = useAct(
    async (why: string) => await api.POST('/api/v1/plans/{digest}/refusals', { ...params, body: { why } }),
  );
  const errors = plan.notes.filter(({ severity }) => severity === 'error').length;
  if (!may || plan.header.approval.rule === 'automatic' || plan.approved.refusal != null) return null;
  const { removals } = plan.header.bounds.changes;
  const missing = removals.filter((name) => !named.includes(name));
  return (
    <>
      {errors > 0 ? (
        <Alert
          isInline
          variant="danger"
          title={`The checker found ${errors} errors: it cannot be approved.`}
          component="p"
        />
      ) : null}
      {removals.length === 0 ? null : (
        <fieldset>
          <legend>It removes packages; name each one that you agree to lose:</legend>
          {removals.map((name) => (
            <Checkbox
              key={name}
              id={`removal-${name}`}
              label={name}
              isChecked={named.includes(name)}
              onChange={(_event, isChecked) =>
                setNamed(isChecked ? [...named, name] : named.filter((one) => one !== name))
              }
            />
          ))}
        </fieldset>
      )}
      <div className="slw-actions">
        {errors > 0 || missing.length > 0 ? null : (
          <Act
            name="Approve"
            variant="primary"
            meaning={<Meaning plan={plan} />}
            act={async () => await approve.mutateAsync(named)}
          />
        )}
        <Act
          name="Refuse"
          variant="danger"
          why="asked"
          meaning="It takes another plan, or somebody who asks again. What has begun finishes, nobody further begins."
          act={async (why) => await refuse.mutateAsync(why)}
        />
      </div>
    </>
  );
};

/** The rollouts of it, or the way to one. */
const CarryingOut = ({ plan }: { readonly plan: Plan }) => {
  const may = useMay('operator');
  const navigate = useNavigate();
  const start = useAct(async () => await api.POST('/api/v1/rollouts', { body: { planDigest: plan.digest } }));
  const ask = useAct(
    async (why: string) =>
      await api.POST('/api/v1/plans/{digest}/asks', { params: { path: { digest: plan.digest } }, body: { why } }),
  );
  const rollouts = plan.rollouts ?? [];
  if (rollouts.length > 0) {
    return (
      <ul className="slw-rows" aria-label="Rollouts of it">
        {rollouts.map(({ rolloutId, state }) => (
          <li key={rolloutId}>
            <Link to="/rollouts/$rolloutId" params={{ rolloutId }}>
              {rolloutId}
            </Link>{' '}
            <StateLabel state={state} />
          </li>
        ))}
      </ul>
    );
  }
  if (!may) return null;
  return (
    <div className="slw-actions">
      {plan.approved.reason === null ? (
        <Act
          name="Start"
          variant="primary"
          meaning="A rollout of it begins: hosts start in its windows, wave by wave."
          act={async () => {
            const { rolloutId } = (await start.mutateAsync(undefined)) as { readonly rolloutId: string };
            await navigate({ to: '/rollouts/$rolloutId', params: { rolloutId } });
          }}
        />
      ) : null}
      {plan.approved.refusal == null ? null : (
        <Act
          name="Ask again"
          why="asked"
          meaning="The same plan is asked for once more. All names under it start anew, and yours cannot be one of them."
          act={async (why) => await ask.mutateAsync(why)}
        />
      )}
    </div>
  );
};

const Meaning = ({ plan: { digest, header } }: { readonly plan: Plan }) => (
  <Content>
    <p>
      Your name stands under this digest and its bounds: <strong>{header.bounds.hosts.length} hosts</strong> of{' '}
      {header.environment}, at most {header.bounds.awayMax} away at once, until <When at={header.bounds.expiresAt} />.
      What is approved is what runs; a host that would do anything else leaves the rollout and asks.
    </p>
    <p>
      <DigestText digest={digest} form="whole" />
    </p>
  </Content>
);
