// Evidence and closing checklists: each item met, missing or unknown, with its reason in words. Unknown is never a yes.

import { Label } from '@patternfly/react-core';
import { CheckCircleIcon, ExclamationCircleIcon, QuestionCircleIcon } from '@patternfly/react-icons';
import { Why, type WhyReason } from '../../widgets/index.ts';
import { ITEMS } from './promotion.ts';

interface Item {
  readonly item: string;
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly reason: WhyReason;
}

const SAID = {
  yes: { word: 'met', done: 'yes', colour: 'green', icon: <CheckCircleIcon /> },
  no: { word: 'missing', done: 'no', colour: 'red', icon: <ExclamationCircleIcon /> },
  unknown: { word: 'unknown', done: 'unknown', colour: 'purple', icon: <QuestionCircleIcon /> },
} as const;

/** What is asked before is met or missing; of what is asked afterwards it is yes or no. */
export const EvidenceList = (props: {
  readonly items: readonly Item[];
  readonly name: string;
  readonly when?: 'afterwards';
}) => {
  const { items, name, when } = props;
  const said = when === undefined ? 'word' : 'done';
  if (items.length === 0) return null;
  const isOpen = items.some(({ answer }) => answer !== 'yes');
  return (
    <details className="slw-details" open={isOpen}>
      <summary>
        {name}: {summaryOf(items, said)}
      </summary>
      <ul className="slw-evidence" aria-label={name}>
        {items.map(({ item, answer, reason }) => (
          <li key={item}>
            <Label isCompact color={SAID[answer].colour} icon={SAID[answer].icon}>
              {SAID[answer][said]}
            </Label>{' '}
            <strong>{ITEMS[item] ?? item}</strong>
            <div>
              <Why reason={reason} />
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
};

const summaryOf = (items: readonly Item[], said: 'word' | 'done'): string =>
  (['yes', 'no', 'unknown'] as const)
    .map((answer) => [items.filter((one) => one.answer === answer).length, SAID[answer][said]] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
