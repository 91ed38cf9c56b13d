import { api, useAnswer } from '../../api/index.ts';
import { Shown } from '../../widgets/index.ts';

/** As many as one answer has; a host with more packages shows the rest of its holds among them. */
const LOOKED_AT = 1000;

/** Packages that are held on the host itself: nobody updates them until somebody lets go there. */
export const Holds = ({ hostId }: { readonly hostId: string }) => {
  const packages = useAnswer(
    'hosts',
    ['packages', hostId, LOOKED_AT],
    async (signal) =>
      await api.GET('/api/v1/hosts/{hostId}/packages', {
        params: { path: { hostId }, query: { limit: LOOKED_AT } },
        signal,
      }),
  );
  return (
    <Shown answer={packages} what="what is held" lines={1}>
      {({ items, next }) => {
        const held = items.filter((one) => one.held);
        return (
          <>
            {held.length === 0 ? <p className="slw-subtle">Nothing is held on it.</p> : null}
            <ul className="slw-rows" aria-label="Held on the host">
              {held.map((one) => (
                <li key={`${one.name} ${one.architecture} ${one.version}`}>
                  {one.name} <span className="slw-code">{one.version}</span>
                </li>
              ))}
            </ul>
            {next === null ? null : <p className="slw-ends">Of its first {LOOKED_AT} packages.</p>}
          </>
        );
      }}
    </Shown>
  );
};
