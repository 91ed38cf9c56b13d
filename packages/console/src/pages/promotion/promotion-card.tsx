// A patch set in one tier: how it stands there, on what it came in, what became of every host.

import { Card, CardBody, Label } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { api, useAct, useAnswer, useMay } from '../../api/index.ts';
import { Act, Ago, Bar, More, When, Why } from '../../widgets/index.ts';
import { phaseLink } from '../rollouts/index.ts';
import { EvidenceList } from './evidence-list.tsx';
import { PatchSetLink } from './patch-set-link.tsx';
import type { Promotion } from './promotion.ts';

const COLOURS: Readonly<Record<string, 'green' | 'red' | 'blue' | 'orange' | 'grey'>> = {
  planning: 'blue',
  planned: 'blue',
  'rolling-out': 'blue',
  done: 'green',
  incomplete: 'orange',
  failed: 'red',
};
const NOT_DONE_SHOWN = 5;

export const PromotionCard = ({ promotion }: { readonly promotion: Promotion }) => (
  <Card isCompact className="slw-promotion">
    <CardBody>
      <div className="slw-row-line">
        <PatchSetLink digest={promotion.patchSetDigest} />
        <span className="slw-labels">
          <Label isCompact color={COLOURS[promotion.state] ?? 'grey'}>
            {promotion.state.replaceAll('-', ' ')}
          </Label>
          <span className="slw-subtle">
            <Ago at={promotion.since} />
          </span>
        </span>
      </div>
      <Links promotion={promotion} />
      {promotion.reason === null ? null : <Why reason={promotion.reason} />}
      {promotion.endedAt === null || promotion.closedAt === null ? <Open promotion={promotion} /> : null}
      <Outcome promotion={promotion} />
      <EvidenceList name="Came in on" items={promotion.evidence.items} />
      {promotion.closedAt === null ? null : (
        <EvidenceList when="afterwards" name="Closing checklist" items={promotion.cycles.at(-1)?.closing ?? []} />
      )}
    </CardBody>
  </Card>
);

const Links = ({ promotion: { by, occurrence, planDigest, rolloutId } }: { readonly promotion: Promotion }) => (
  <p className="slw-subtle">
    by {by}
    {occurrence === null ? null : (
      <>
        {' '}
        for <When at={occurrence.startsAt} />
      </>
    )}
    {planDigest === null ? null : (
      <>
        {' · '}
        <Link to="/plans/$digest" params={{ digest: planDigest }}>
          plan
        </Link>
      </>
    )}
    {rolloutId === null ? null : (
      <>
        {' · '}
        <Link to="/rollouts/$rolloutId" params={{ rolloutId }}>
          rollout
        </Link>
      </>
    )}
  </p>
);

/** What only the controller can say of one that is looked at still: what it waits for, and how its checklist stands. */
const Open = ({ promotion: { promotionId } }: { readonly promotion: Promotion }) => {
  const shown = useAnswer(
    'promotions',
    ['one', promotionId],
    async (signal) => await api.GET('/api/v1/promotions/{promotionId}', { params: { path: { promotionId } }, signal }),
  );
  if (shown.data === undefined) return <p className="slw-subtle slw-line">…</p>;
  const { waits, closing, promotion } = shown.data;
  return (
    <>
      <p className="slw-line">
        {waits === null ? (
          <span className="slw-subtle">
            {promotion.endedAt === null ? 'It goes on within a minute.' : 'Its closing checklist is made in an hour.'}
          </span>
        ) : (
          <>
            Waits: <Why reason={waits} />
          </>
        )}
      </p>
      {promotion.outcome === null ? null : (
        <EvidenceList when="afterwards" name="Closing checklist so far" items={closing} />
      )}
    </>
  );
};

const Outcome = ({
  promotion: { promotionId, outcome, excused, state, planDigest, rolloutId },
}: {
  readonly promotion: Promotion;
}) => {
  const may = useMay('approver');
  const excuse = useAct(
    async (why: string) =>
      await api.POST('/api/v1/promotions/{promotionId}/excuse', { params: { path: { promotionId } }, body: { why } }),
  );
  const [shown, setShown] = useState(NOT_DONE_SHOWN);
  const listId = useId();
  if (outcome === null) return null;
  const { done, alreadyThere, notDone } = outcome;
  const there =
    planDigest === null
      ? {}
      : {
          link: (text: string) => (
            <Link to="/plans/$digest" params={{ digest: planDigest }} hash="there">
              {text}
            </Link>
          ),
        };
  const link = rolloutId === null ? null : phaseLink(rolloutId);
  const phase = (name: string) => (link === null ? {} : { link: (text: string) => link(name, text) });
  return (
    <>
      <Bar
        label="Hosts"
        parts={[
          { name: 'done', count: done, tone: 'good', ...phase('done') },
          { name: 'there already', count: alreadyThere, tone: 'good', ...there },
          { name: 'excused', count: outcome.excused, tone: 'calm', ...phase('excused') },
          { name: 'not done', count: notDone.length, tone: 'bad', link: (text) => <a href={`#${listId}`}>{text}</a> },
        ]}
      />
      <ul className="slw-rows" id={listId}>
        {notDone.slice(0, shown).map(({ hostId, hostname, what, reason }) => (
          <li key={hostId}>
            <Link to="/hosts/$hostId" params={{ hostId }}>
              {hostname ?? hostId}
            </Link>{' '}
            {what.replaceAll('-', ' ')}: <Why reason={reason} />
          </li>
        ))}
      </ul>
      <More
        list={{
          more: notDone.length > shown ? () => setShown(notDone.length) : null,
          isAskingMore: false,
          isHere: true,
        }}
      />
      {excused === null ? null : (
        <p className="slw-subtle">
          Passes all the same: {excused.why} ({excused.by}, <Ago at={excused.at} />)
        </p>
      )}
      {may && excused === null && notDone.length > 0 && (state === 'incomplete' || state === 'failed') ? (
        <Act
          name="Let it pass"
          why="asked"
          meaning="What is not done here does not keep the patch set from the next tier. The hosts stay as they are, and your reason stands beside them."
          act={async (why) => await excuse.mutateAsync(why)}
        />
      ) : null}
    </>
  );
};
