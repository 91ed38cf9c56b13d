import { ClipboardCopy } from '@patternfly/react-core';

/** `whole`: what somebody puts their name under is read to its end; else as commands take it. */
export const DigestText = ({
  digest,
  form = 'short',
}: {
  readonly digest: string;
  readonly form?: 'short' | 'whole';
}) =>
  form === 'whole' ? (
    <ClipboardCopy
      isReadOnly
      hoverTip="Copy"
      clickTip="Copied"
      variant="inline-compact"
      isCode
      className="slw-digest-whole"
    >
      {digest}
    </ClipboardCopy>
  ) : (
    <code title={digest} className="slw-digest">
      {digest.replace('sha256:', '').slice(0, 12)}
    </code>
  );
