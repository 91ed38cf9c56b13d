import { When } from './when.tsx';

/** `2026-03-12T22:20:04.334Z`, as facts have it; and what a terminal takes, between backticks. */
const MARKED = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z|`[^`]+`)/;

/** A text of the controller's, with its instants in the zone that the reader chose and its commands as such. */
export const Words = ({ text }: { readonly text: string }) =>
  text.split(MARKED).map((part, at) => {
    if (at % 2 === 0) return part;
    return part.startsWith('`') ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in order.
      <code key={at} className="slw-code">
        {part.slice(1, -1)}
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in order.
      <When key={at} at={part} />
    );
  });
