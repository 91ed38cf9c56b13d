import { SearchInput } from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import { useRested } from './rested.ts';

/** Long enough not to ask at every letter, short enough to be live. */
const REST_MS = 200;

/** A text that is asked for once whoever types rests; the address holds it. */
export const SearchBox = ({
  label,
  placeholder,
  value,
  onChange,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) => {
  const [text, setText] = useState(value);
  // The address has no blanks at the end; whoever is in the middle of a text keeps theirs.
  useEffect(() => setText((now) => (now.trim() === value ? now : value)), [value]);
  useRested(text, { value, restMs: REST_MS, tell: onChange });
  return (
    <SearchInput
      value={text}
      onChange={(_event, next) => setText(next)}
      onClear={() => setText('')}
      placeholder={placeholder}
      aria-label={label}
      maxLength={255}
    />
  );
};
