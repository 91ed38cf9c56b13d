import { Button, Popover } from '@patternfly/react-core';
import { explain, type Reason } from '@slipway/core/reasons';

export interface WhyReason {
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

export const reasonText = (why: WhyReason): string => explain(why as Reason);

/** A reason in words; its code, which is stable and can be searched for, and what it rests on are one press away. */
export const Why = ({ reason }: { readonly reason: WhyReason }) => (
  <span className="slw-why">
    {reasonText(reason)}{' '}
    <Popover
      headerContent="Reason code"
      aria-label={`About ${reason.code}`}
      bodyContent={
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
    </Popover>
  </span>
);
