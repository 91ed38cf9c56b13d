import { api, useAnswer } from '../../api/index.ts';
import { Shown, When, Why, WindowBegin } from '../../widgets/index.ts';
import type { Detail } from './detail.ts';

/** The next occurrence in which it may be patched: of its own policy where that has a window, else of its environment. */
export const NextWindow = ({ host: { environment, policyName = null } }: { readonly host: Detail['host'] }) => {
  const windows = useAnswer(
    'policy',
    ['windows', environment, 1],
    async (signal) =>
      await api.GET('/api/v1/windows', { params: { query: { environment: environment ?? '', count: 1 } }, signal }),
    { enabled: environment !== null },
  );
  if (environment === null) {
    return <p className="slw-subtle">It is in no environment of the policy: no window is ever open for it.</p>;
  }
  return (
    <Shown answer={windows} what="its next window" lines={1}>
      {({ items }) => {
        const own = items.find((item) => (item.policyName ?? null) === policyName);
        const [next] = (own ?? items[0])?.ahead ?? [];
        if (next === undefined) return <p className="slw-subtle">No window is ahead.</p>;
        return (
          <div>
            <When at={next.startsAt} /> to <When at={next.endsAt} />{' '}
            <span className="slw-subtle">
              (<WindowBegin at={next.startsAt} />; the last start at <When at={next.cutOffAt} />
              {next.local === null ? '' : `; on its own clock ${next.local.startsAt}`})
            </span>
            {next.notes.map((note) => (
              <div key={note.code}>
                <Why reason={note} />
              </div>
            ))}
          </div>
        );
      }}
    </Shown>
  );
};
