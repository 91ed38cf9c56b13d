// Why this host is not patched: what is most in the way first, in words, with who says so.

import { EmptyState, EmptyStateBody, Label } from '@patternfly/react-core';
import { CheckCircleIcon } from '@patternfly/react-icons';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { countText, SearchBox, Shown, Why } from '../../widgets/index.ts';
import { Explained } from '../rollout/index.ts';
import type { Detail } from './detail.ts';
import { NextWindow } from './next-window.tsx';

const STATES = {
  'nothing-pending': ['green', 'nothing pending'],
  'under-way': ['blue', 'it is being patched'],
  'held-up': ['orange', 'held up'],
} as const;

/** Whose word it is. */
const SAYS = {
  host: 'The host itself says so',
  policy: 'Policy says so',
  planning: 'Planning found it',
  rollout: 'The rollout says so',
} as const;

export const WhyCard = ({ host }: { readonly host: Detail['host'] }) => {
  const { hostId } = host;
  const [name, setName] = useState('');
  const why = useAnswer(
    'hosts',
    ['why', hostId, name],
    async (signal) =>
      await api.GET('/api/v1/hosts/{hostId}/why', {
        params: { path: { hostId }, query: name === '' ? {} : { package: name } },
        signal,
      }),
    { keep: true },
  );
  return (
    <>
      <div className="slw-package">
        <SearchBox label="Of one package" placeholder="Of one package, as openssl" value={name} onChange={setName} />
      </div>
      <Shown answer={why} what="why it is not patched" lines={6}>
        {(answer) => <Reasons answer={answer} />}
      </Shown>
      <h2 className="slw-part">Next window</h2>
      <NextWindow host={host} />
    </>
  );
};

const Reasons = ({ answer }: { readonly answer: Schemas['Why'] }) => {
  const [colour, words] = STATES[answer.state];
  if (answer.state === 'nothing-pending' && answer.reasons.length === 0) {
    return (
      <EmptyState titleText="Nothing is pending" headingLevel="h2" icon={CheckCircleIcon} status="success" variant="sm">
        <EmptyStateBody>By what the host last said of its repositories.</EmptyStateBody>
      </EmptyState>
    );
  }
  return (
    <>
      <p>
        <Label color={colour}>{words}</Label> {answer.pending === null ? 'What is pending is not known.' : null}
        {answer.pending === null ? null : (
          <>
            Pending:{' '}
            <Link from="/hosts/$hostId" to="." search={{ tab: 'pending' }}>
              {countText(answer.pending.length, 'update')}
            </Link>
            .
          </>
        )}
      </p>
      <ol className="slw-rows" aria-label="Reasons, what is most in the way first">
        {answer.reasons.map(({ source, id, idOf, package: of, reason }) => (
          <li key={`${source} ${of} ${reason.code} ${JSON.stringify(reason.facts)}`}>
            <Why reason={reason} />
            <div className="slw-subtle">
              {SAYS[source]}
              {of === null ? '' : `, of ${of}`}
              {id === null ? null : (
                <>
                  : <Behind source={source} id={id} idOf={idOf} />
                </>
              )}
            </div>
          </li>
        ))}
      </ol>
      {(answer.failures ?? []).map((failure) => (
        <div key={`${failure.attemptId} ${failure.step}`}>
          <h3 className="slw-part">Failed at {failure.step}</h3>
          <Explained failure={failure} />
        </div>
      ))}
    </>
  );
};

const Behind = (props: { readonly source: string; readonly id: string; readonly idOf: 'patch-set' | undefined }) => {
  const { source, id, idOf } = props;
  if (idOf === 'patch-set') {
    return (
      <Link to="/patch-sets/$digest" params={{ digest: id }} hash="left-out">
        patch set
      </Link>
    );
  }
  if (source === 'rollout') {
    return (
      <Link to="/rollouts/$rolloutId" params={{ rolloutId: id }}>
        {id}
      </Link>
    );
  }
  return id.startsWith('sha256:') ? (
    <Link to="/plans/$digest" params={{ digest: id }}>
      plan
    </Link>
  ) : (
    id
  );
};
