// A selector while it is typed: checked by the very grammar that the controller reads it with, completed by what was seen.

import { FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import { parseSelector } from '@slipway/core/selection';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { reasonText, useRested } from '../../widgets/index.ts';
import { type Suggestion, suggestions } from './complete.ts';

/** Long enough not to ask at every letter of who types fast, short enough to be live: an answer takes as long. */
const REST_MS = 120;

export const SelectorInput = (props: {
  readonly value: string;
  readonly problem: string | null;
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
  readonly onChange: (selector: string) => void;
}) => {
  const { value, labels, onChange } = props;
  const [text, setText] = useState(value);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const listId = useId();
  // The address has no blanks at the end; whoever is in the middle of a sentence keeps theirs.
  useEffect(() => setText((now) => (now.trim() === value ? now : value)), [value]);
  const parsed = text.trim() === '' ? null : parseSelector(text);
  const isWhole = parsed === null || parsed.ok;
  useRested(text, { value, restMs: isWhole ? REST_MS : null, tell: onChange });
  const offered = open ? suggestions(text, labels) : [];
  const take = (index: number): void => {
    const chosen = offered[index];
    if (chosen === undefined) return;
    setText(chosen.text);
    setAt(-1);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (offered.length > 0) setAt((at + step + offered.length) % offered.length);
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      if (at < 0) return;
      event.preventDefault();
      take(at);
    } else if (event.key === 'Escape') setOpen(false);
  };
  return (
    <div className="slw-selector-box">
      <TextInput
        value={text}
        onChange={(_event, next) => {
          setText(next);
          setOpen(true);
          setAt(-1);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
        placeholder="environment = prod and reboot = needed"
        aria-label="Selector"
        role="combobox"
        aria-expanded={offered.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={at < 0 ? undefined : `${listId}-${at}`}
        autoComplete="off"
        spellCheck={false}
        validated={isWhole ? 'default' : 'warning'}
      />
      <Suggestions offered={offered} at={at} listId={listId} onTake={take} />
      <FormHelperText>
        <HelperText>
          <HelperTextItem variant={isWhole ? 'default' : 'warning'}>
            {parsed === null || parsed.ok ? ' ' : reasonText(parsed.reason)}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </div>
  );
};

/** Keys are taken by the input, whose list this is; focus never leaves it. */
const Suggestions = (props: {
  readonly offered: readonly Suggestion[];
  readonly at: number;
  readonly listId: string;
  readonly onTake: (index: number) => void;
}) => {
  const { offered, at, listId, onTake } = props;
  return (
    <div
      id={listId}
      role="listbox"
      tabIndex={-1}
      aria-label="What may come next"
      className="slw-suggest"
      hidden={offered.length === 0}
    >
      {offered.map((one, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
        <div
          key={one.shown}
          id={`${listId}-${index}`}
          role="option"
          tabIndex={-1}
          className="slw-suggestion"
          aria-selected={index === at}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(index)}
        >
          <code>{one.shown}</code> <span className="slw-subtle">{one.about}</span>
        </div>
      ))}
    </div>
  );
};
