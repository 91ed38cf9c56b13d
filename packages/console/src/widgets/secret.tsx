import { Alert, ClipboardCopy } from '@patternfly/react-core';

/** Shown this once: nobody can ask for it again. */
export const Secret = ({
  what,
  text,
  note,
}: {
  readonly what: string;
  readonly text: string;
  readonly note: string;
}) => (
  <>
    <Alert isInline variant="warning" component="p" title={note} />
    <div className="slw-secret">
      <ClipboardCopy
        isReadOnly
        isCode
        hoverTip="Copy"
        clickTip="Copied"
        variant="inline-compact"
        isBlock
        aria-label={what}
      >
        {text}
      </ClipboardCopy>
    </div>
  </>
);
