import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { api, useAnswer } from '../../api/index.ts';
import { Ago, countText, Shown, Why } from '../../widgets/index.ts';

export const WaitingCard = () => {
  const waiting = useAnswer(
    'plans',
    ['waiting'],
    async (signal) => await api.GET('/api/v1/approvals/waiting', { signal }),
  );
  return (
    <Card>
      <CardTitle component="h2">Waiting for approval</CardTitle>
      <CardBody>
        <Shown
          answer={waiting}
          what="approvals"
          isEmpty={({ items }) => items.length === 0}
          empty={<p className="slw-subtle">No plan waits for anybody.</p>}
        >
          {({ items }) => (
            <ul className="slw-rows">
              {[...items.filter(({ mine }) => mine), ...items.filter(({ mine }) => !mine)].map((plan) => (
                <li key={plan.planDigest}>
                  <div className="slw-row-line">
                    <Link to="/plans/$digest" params={{ digest: plan.planDigest }}>
                      {plan.environment}: {countText(plan.hosts, 'host')}
                    </Link>
                    <span className="slw-labels">
                      {plan.mine ? (
                        <Label color="teal" isCompact>
                          for you
                        </Label>
                      ) : null}
                      <span className="slw-number">
                        <Link to="/plans/$digest" params={{ digest: plan.planDigest }} hash="approval">
                          {plan.given} of {countText(plan.needed, 'name')}
                        </Link>
                      </span>
                    </span>
                  </div>
                  <p className="slw-subtle">
                    by {plan.author}, <Ago at={plan.madeAt} />
                    {plan.startsAt === null ? null : (
                      <>
                        {' '}
                        · window <Ago at={plan.startsAt} />
                      </>
                    )}
                  </p>
                  <Why reason={plan.reason} />
                </li>
              ))}
            </ul>
          )}
        </Shown>
      </CardBody>
    </Card>
  );
};
