import { Button, Title } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Ago, When, Why } from '../../widgets/index.ts';
import { EvidenceList } from './evidence-list.tsx';
import { PatchSetLink } from './patch-set-link.tsx';
import { type Due, type Promotion, placeName } from './promotion.ts';
import { PromotionCard } from './promotion-card.tsx';

const ENDED_SHOWN = 2;

/** What comes next, what is here, what was here last. */
export const TierColumn = ({ due, its }: { readonly due: Due; readonly its: readonly Promotion[] }) => {
  const open = its.filter(({ endedAt }) => endedAt === null);
  const ended = its.filter(({ endedAt }) => endedAt !== null);
  const name = placeName(due);
  const [shown, setShown] = useState(ENDED_SHOWN);
  return (
    <section className="slw-tier" aria-label={`Tier ${name}`}>
      <Title headingLevel="h2" size="lg">
        <Link to="/hosts" search={{ environment: due.environment }}>
          {name}
        </Link>
      </Title>
      <Part name="Next">
        <Next due={due} />
      </Part>
      <Part name="Here now">
        {open.length === 0 ? <p className="slw-subtle">nothing</p> : null}
        {open.map((promotion) => (
          <PromotionCard key={promotion.promotionId} promotion={promotion} />
        ))}
      </Part>
      <Part name="Last">
        {ended.length === 0 ? <p className="slw-subtle">nothing yet</p> : null}
        {ended.slice(0, shown).map((promotion) => (
          <PromotionCard key={promotion.promotionId} promotion={promotion} />
        ))}
        {ended.length > shown ? (
          <Button variant="link" isInline onClick={() => setShown(ended.length)}>
            and {ended.length - shown} earlier
          </Button>
        ) : null}
      </Part>
    </section>
  );
};

const Part = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="slw-tier-part">
    <h3>{name}</h3>
    {children}
  </div>
);

const Next = ({ due }: { readonly due: Due }) => (
  <>
    {due.patchSetDigest === null ? null : (
      <p>
        <PatchSetLink digest={due.patchSetDigest} />
      </p>
    )}
    {due.due === null ? null : <p>{due.due === 'cut' ? 'A patch set is cut now.' : 'It enters now.'}</p>}
    {due.reason === null ? null : (
      <p>
        <Why reason={due.reason} />
      </p>
    )}
    {due.until === null ? null : (
      <p className="slw-subtle">
        Changes by itself <Ago at={due.until} />.
      </p>
    )}
    {due.occurrence === null ? null : (
      <p className="slw-subtle">
        For the window of <When at={due.occurrence.startsAt} />.
      </p>
    )}
    {due.evidence == null ? null : <EvidenceList name="Evidence" items={due.evidence.items} />}
  </>
);
