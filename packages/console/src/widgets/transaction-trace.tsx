// What package transactions left on a host beside the versions: numbers of dnf's history, and configuration files to compare.

import type { Schemas } from '../api/index.ts';
import { When } from './when.tsx';

export const TransactionTrace = ({ trace }: { readonly trace: Schemas['TransactionTrace'] }) => (
  <>
    {trace.history.length === 0 ? null : <p>In dnf’s history: {trace.history.join(', ')}.</p>}
    {trace.left.length === 0 ? null : (
      <ul className="slw-rows" aria-label="Configuration files to compare">
        {trace.left.map(({ path, decision, beside }) => (
          <li key={path}>
            <span className="slw-code">{path}</span> <span className="slw-subtle">decided {decision}, beside it</span>{' '}
            {beside.map((one) => (
              <span key={one.path}>
                <span className="slw-code">{one.path}</span>{' '}
                <span className="slw-subtle">
                  since <When at={one.since} />
                </span>{' '}
              </span>
            ))}
          </li>
        ))}
      </ul>
    )}
    {trace.problem === undefined ? null : <p className="slw-subtle">{trace.problem}</p>}
  </>
);
