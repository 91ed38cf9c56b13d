import { api, useList } from '../../api/index.ts';
import { More, Shown, useRows } from '../../widgets/index.ts';

const PAGE = 50;

/** Packages that are held on the host itself: nobody updates them until somebody lets go there. */
export const Holds = ({ hostId }: { readonly hostId: string }) => {
  const held = useList(
    'hosts',
    ['held', hostId],
    async (portion, signal) =>
      await api.GET('/api/v1/hosts/{hostId}/packages', {
        params: { path: { hostId }, query: { ...portion, held: true } },
        signal,
      }),
    { rows: useRows(PAGE) },
  );
  return (
    <Shown
      answer={held.answer}
      what="what is held"
      lines={1}
      isEmpty={(rows) => rows.length === 0}
      empty={<p className="slw-subtle">Nothing is held on it.</p>}
    >
      {(rows) => (
        <>
          <ul className="slw-rows" aria-label="Held on the host">
            {rows.map((one) => (
              <li key={`${one.name} ${one.architecture} ${one.version}`}>
                {one.name} <span className="slw-code">{one.version}</span>
              </li>
            ))}
          </ul>
          <More list={held} />
        </>
      )}
    </Shown>
  );
};
