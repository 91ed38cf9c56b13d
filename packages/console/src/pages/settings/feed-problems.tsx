import { api, useAnswer } from '../../api/index.ts';
import { countText, Shown, Why } from '../../widgets/index.ts';
import { BehindFeed } from './behind-feed.tsx';

/** What of a feed's content could not be read at its last good look: it counts as not there. */
export const FeedProblems = ({ feed }: { readonly feed: string }) => {
  const problems = useAnswer(
    'knowledge',
    ['feed-problems', feed],
    async (signal) => await api.GET('/api/v1/feeds/{name}/problems', { params: { path: { name: feed } }, signal }),
  );
  return (
    <BehindFeed title={`What of ${feed} could not be read`}>
      <Shown
        answer={problems}
        what="what could not be read"
        lines={4}
        isEmpty={({ count }) => count === 0}
        empty={<p className="slw-subtle">Nothing: all of its records are read.</p>}
      >
        {({ count, items }) => (
          <>
            <ul className="slw-rows" aria-label={`Problems of ${feed}`}>
              {items.map(({ where, reason }) => (
                <li key={`${where} ${reason.code} ${JSON.stringify(reason.facts)}`}>
                  <span className="slw-code">{where}</span> <Why reason={reason} />
                </li>
              ))}
            </ul>
            {count > items.length ? (
              <p className="slw-ends">
                Of {countText(count, 'problem')} the first {items.length} are kept.
              </p>
            ) : null}
          </>
        )}
      </Shown>
    </BehindFeed>
  );
};
