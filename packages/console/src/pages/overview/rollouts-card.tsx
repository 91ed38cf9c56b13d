import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { api, useAnswer } from '../../api/index.ts';
import { Ago, Shown, StateLabel, Why } from '../../widgets/index.ts';
import { PhaseBar, phaseLink } from '../rollouts/index.ts';

const LOOKED_AT = 50;

export const RolloutsCard = () => {
  const rollouts = useAnswer(
    'rollouts',
    ['newest', LOOKED_AT],
    async (signal) => await api.GET('/api/v1/rollouts', { params: { query: { limit: LOOKED_AT } }, signal }),
  );
  return (
    <Card>
      <CardTitle component="h2">Rollouts under way</CardTitle>
      <CardBody>
        <Shown
          answer={rollouts}
          what="rollouts"
          isEmpty={({ items }) => items.every(({ endedAt }) => endedAt !== null)}
          empty={
            <p className="slw-subtle">
              Nothing runs. <Link to="/rollouts">Earlier rollouts</Link>
            </p>
          }
        >
          {({ items }) => (
            <ul className="slw-rows">
              {items
                .filter(({ endedAt }) => endedAt === null)
                .map((rollout) => (
                  <li key={rollout.rolloutId}>
                    <div className="slw-row-line">
                      <Link to="/rollouts/$rolloutId" params={{ rolloutId: rollout.rolloutId }}>
                        {rollout.environment}
                      </Link>
                      <span className="slw-labels">
                        <StateLabel state={rollout.state} />
                        <span className="slw-subtle">
                          began <Ago at={rollout.startedAt} />
                        </span>
                      </span>
                    </div>
                    <PhaseBar
                      phases={rollout.phases}
                      label={`Rollout of ${rollout.environment}`}
                      link={phaseLink(rollout.rolloutId)}
                    />
                    {rollout.reason === null ? null : <Why reason={rollout.reason} />}
                  </li>
                ))}
            </ul>
          )}
        </Shown>
      </CardBody>
    </Card>
  );
};
