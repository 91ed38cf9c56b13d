import { Button, Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Bar, countText, Why } from '../../widgets/index.ts';
import type { Picture } from './watch.ts';
import { whyKey } from './why-key.ts';

const SHOWN = 5;

/** Why nothing goes on faster: each reason once, with how many hosts wait for it, the most first. */
export const WaitsCard = ({ picture }: { readonly picture: Picture }) => {
  const { rollout, ending, budget } = picture;
  const groups = groupsOf(picture);
  const [shown, setShown] = useState(SHOWN);
  return (
    <Card>
      <CardTitle component="h2">What is it waiting for?</CardTitle>
      <CardBody>
        {rollout.endedAt === null ? null : <p className="slw-subtle">For nothing: it has ended.</p>}
        {ending === undefined ? null : (
          <p>
            <Why reason={ending} />
          </p>
        )}
        {rollout.endedAt === null && groups.length === 0 && ending === undefined ? (
          <p className="slw-subtle">For the hosts that are under way.</p>
        ) : null}
        <ul className="slw-rows" aria-label="What hosts wait for">
          {groups.slice(0, shown).map(({ reason, hosts }) => (
            <li key={JSON.stringify(reason)}>
              <Link
                from="/rollouts/$rolloutId"
                to="."
                search={{ why: whyKey(reason) }}
                replace
                resetScroll={false}
                className="slw-number"
              >
                {countText(hosts, 'host')}
              </Link>
              : <Why reason={reason} />
            </li>
          ))}
        </ul>
        {groups.length > shown ? (
          <Button variant="link" isInline onClick={() => setShown(groups.length)}>
            and {countText(groups.length - shown, 'more reason')}
          </Button>
        ) : null}
        {budget === undefined ? null : <Budget budget={budget} />}
      </CardBody>
    </Card>
  );
};

const groupsOf = ({ waiting }: Picture) => {
  const groups = new Map<string, { reason: Picture['waiting'][number]['reason']; hosts: number }>();
  for (const { reason } of waiting) {
    const key = whyKey(reason);
    groups.set(key, { reason, hosts: (groups.get(key)?.hosts ?? 0) + 1 });
  }
  return [...groups.values()].toSorted((a, b) => b.hosts - a.hosts);
};

const Budget = ({ budget: { failed, allowed } }: { readonly budget: NonNullable<Picture['budget']> }) => (
  <div className="slw-budget">
    <strong>Failure budget</strong>{' '}
    <span className="slw-number">
      <Link from="/rollouts/$rolloutId" to="." search={{ phase: 'failed' }} replace resetScroll={false}>
        {failed} of {allowed} spent
      </Link>
    </span>
    <Bar
      label="Failure budget"
      legend="hidden"
      parts={[
        { name: 'spent', count: failed, tone: failed > allowed ? 'bad' : 'warn' },
        { name: 'left', count: Math.max(0, allowed - failed), tone: 'calm' },
      ]}
    />
    <span className="slw-subtle">
      {failed > allowed
        ? 'More hosts have failed than the plan allows: nobody further begins until somebody goes on or ends it.'
        : allowed === 0
          ? 'The first host that fails stops it.'
          : `It stops when ${allowed + 1} hosts have failed.`}
    </span>
  </div>
);
