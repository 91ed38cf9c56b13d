// Parts of a whole as a bar, with the numbers in words beside it: colour alone says nothing.

import type { ReactNode } from 'react';

export interface Part {
  readonly name: string;
  readonly count: number;
  readonly tone: 'good' | 'bad' | 'warn' | 'busy' | 'unknown' | 'calm' | `age-${0 | 1 | 2 | 3 | 4 | 5}`;
  /** Leads to the list behind the number. */
  readonly link?: (text: string) => ReactNode;
}

export const Bar = ({
  parts,
  label,
  legend = 'shown',
}: {
  readonly parts: readonly Part[];
  readonly label: string;
  readonly legend?: 'shown' | 'hidden';
}) => {
  const whole = parts.reduce((sum, { count }) => sum + count, 0);
  const there = parts.filter(({ count }) => count > 0);
  const words = there.map(({ name, count }) => `${count} ${name}`).join(', ') || 'none';
  return (
    <div className="slw-bar-block">
      <div className="slw-bar" role="img" aria-label={`${label}: ${words}`}>
        {there.map(({ name, count, tone }) => (
          <span
            key={name}
            className={`slw-bar-part slw-tone-${tone}`}
            style={{ flexGrow: count / Math.max(1, whole) }}
          />
        ))}
      </div>
      {legend === 'hidden' ? null : (
        <ul className="slw-legend">
          {there.map(({ name, count, tone, link }) => (
            <li key={name}>
              <span className={`slw-dot slw-tone-${tone}`} aria-hidden="true" />
              {link === undefined ? `${count} ${name}` : link(`${count} ${name}`)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
