import { Button } from '@patternfly/react-core';
import { explain, type Reason } from '@slipway/core/reasons';
import { Behind } from './behind.tsx';
import { Words } from './words.tsx';

export interface WhyReason {
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

export const reasonText = (why: WhyReason): string => explain(why as Reason);

/** A reason in words; its code, which is stable and can be searched for, and what it rests on are one press away. */
export const Why = ({ reason }: { readonly reason: WhyReason }) => (
  <span className="slw-why">
    <Words text={reasonText(reason)} />{' '}
    <Behind
      title="Reason code"
      label={`About ${reason.code}`}
      body={
        <dl className="slw-facts">
          <dt>code</dt>
          <dd>
            <code>{reason.code}</code>
          </dd>
          {Object.entries(reason.facts).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{String(value)}</dd>
            </div>
          ))}
        </dl>
      }
    >
      <Button variant="plain" size="sm" className="slw-code-button" aria-label={`Reason code ${reason.code}`}>
        {reason.code}
      </Button>
    </Behind>
  </span>
);
