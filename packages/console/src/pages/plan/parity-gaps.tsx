import { Ago, countText, When } from '../../widgets/index.ts';
import { HostLink } from './host-link.tsx';
import type { Plan } from './plan.ts';

/** Targets that no earlier tier has proven, with the deadlines that run all the same. */
export const ParityGaps = ({ plan }: { readonly plan: Plan }) => (
  <ul>
    {(plan.report.parityGaps ?? []).map(({ name, version, platform, hosts }) => {
      const due = plan.gapDeadlines?.find((one) => one.name === name && one.version === version)?.due ?? null;
      return (
        <li key={`${name} ${version} ${platform.distribution} ${platform.release}`}>
          {name} <span className="slw-code">{version}</span>{' '}
          <span className="slw-subtle">
            {platform.distribution} {platform.release},{' '}
          </span>
          <details className="slw-inline-details">
            <summary>{countText(hosts.length, 'host')} first to get it</summary>
            <ul>
              {hosts.map((hostId) => (
                <li key={hostId}>
                  <HostLink plan={plan} hostId={hostId} />
                </li>
              ))}
            </ul>
          </details>
          {': '}
          {due === null ? (
            <span className="slw-subtle">no deadline is known</span>
          ) : (
            <>
              due <Ago at={due} />, <When at={due} />
            </>
          )}
        </li>
      );
    })}
  </ul>
);
