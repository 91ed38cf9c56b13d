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
  yes: { word: 'met', colour: 'green', icon: <CheckCircleIcon /> },
  no: { word: 'missing', colour: 'red', icon: <ExclamationCircleIcon /> },
  unknown: { word: 'unknown', colour: 'purple', icon: <QuestionCircleIcon /> },
} as const;

export const EvidenceList = ({ items, name }: { readonly items: readonly Item[]; readonly name: string }) => {
  if (items.length === 0) return null;
  const isOpen = items.some(({ answer }) => answer !== 'yes');
  return (
    <details className="slw-details" open={isOpen}>
      <summary>
        {name}: {summaryOf(items)}
      </summary>
      <ul className="slw-evidence" aria-label={name}>
        {items.map(({ item, answer, reason }) => (
          <li key={item}>
            <Label isCompact color={SAID[answer].colour} icon={SAID[answer].icon}>
              {SAID[answer].word}
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

const summaryOf = (items: readonly Item[]): string =>
  (['yes', 'no', 'unknown'] as const)
    .map((answer) => [items.filter((one) => one.answer === answer).length, SAID[answer].word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
