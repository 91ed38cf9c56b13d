import { Button } from '@patternfly/react-core';
import { explain, type Reason } from '@slipway/core/reasons';
import { Behind } from './behind.tsx';
import { When } from './when.tsx';

export interface WhyReason {
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

export const reasonText = (why: WhyReason): string => explain(why as Reason);

/** `2026-03-12T22:20:04.334Z`, as facts have it. */
const INSTANT = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)/;

/** With its instants in the zone that the reader chose. */
const Words = ({ text }: { readonly text: string }) =>
  text.split(INSTANT).map((part, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in order.
    at % 2 === 1 ? <When key={at} at={part} /> : part,
  );

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
