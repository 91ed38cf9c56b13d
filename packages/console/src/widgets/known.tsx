import { Alert } from '@patternfly/react-core';
import type { Schemas } from '../api/index.ts';
import { GapHosts } from './gap-hosts.tsx';
import { Ago } from './when.tsx';
import { Why } from './why.tsx';

type KnownBy = Pick<Schemas['Exposures'], 'feeds' | 'unheard' | 'gaps' | 'untold' | 'waiting'> & {
  readonly moreUnknown?: boolean;
};

const UNTOLD = {
  kev: 'what is known to be exploited (KEV)',
  epss: 'how probable exploitation is (EPSS)',
  cvss: 'what a vulnerability does (CVSS)',
} as const;

/** What this rests on, and of whom silence does not mean safe. */
export const Known = ({
  data: { feeds, unheard, gaps, untold, waiting, moreUnknown = false },
}: {
  readonly data: KnownBy;
}) => (
  <>
    {feeds.length === 0 ? (
      <Alert isInline variant="warning" component="p" title="No feed is read: of no package is anything known." />
    ) : null}
    {feeds
      .filter(({ refusal }) => refusal !== null)
      .map(({ feed, refusal, readAt }) => (
        <Alert
          key={feed}
          isInline
          variant="warning"
          component="p"
          title={`The feed ${feed} brought nothing at its last look.`}
        >
          {refusal === null ? null : <Why reason={refusal} />}{' '}
          {readAt === null ? null : (
            <>
              Last read <Ago at={readAt} />.
            </>
          )}
        </Alert>
      ))}
    {unheard.map((gap) => (
      <Alert
        key={gap.reason.code}
        isInline
        isPlain
        variant="warning"
        component="p"
        title={
          <>
            In no number here: <GapHosts gap={gap} />.
          </>
        }
      >
        <Why reason={gap.reason} />
      </Alert>
    ))}
    {gaps.map((gap) => (
      <Alert
        key={`${gap.reason.code} ${JSON.stringify(gap.reason.facts)}`}
        isInline
        isPlain
        variant="warning"
        component="p"
        title={
          <>
            Of <GapHosts gap={gap} /> silence does not mean safe.
          </>
        }
      >
        <Why reason={gap.reason} />
      </Alert>
    ))}
    {feeds.length > 0 && untold.length > 0 ? (
      <p className="slw-subtle">
        No feed that is read tells {untold.map((one) => UNTOLD[one]).join(', nor ')}: of that, silence means nothing.
      </p>
    ) : null}
    {moreUnknown ? (
      <p className="slw-subtle">Of some packages it is unknown whether they are affected: see “Unknown”.</p>
    ) : null}
    {waiting.packages + waiting.updates > 0 ? (
      <p className="slw-subtle">
        Still being judged: {waiting.packages} packages, {waiting.updates} updates.
      </p>
    ) : null}
  </>
);
