import { Button, TextInput, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useState } from 'react';

export interface Asked {
  readonly who?: string;
  readonly action?: string;
  readonly object?: string;
  readonly from?: string;
  readonly until?: string;
}

const FIELDS = [
  ['who', 'Who', 'text', 'a person or program'],
  ['action', 'What', 'text', 'plan, or plan.approve'],
  ['object', 'About', 'text', 'begins with'],
  ['from', 'From, a day of UTC', 'date', ''],
  ['until', 'Until, a day of UTC', 'date', ''],
] as const;

export const Filter = ({ asked, ask }: { readonly asked: Asked; readonly ask: (asked: Asked) => void }) => {
  const [given, setGiven] = useState<Asked>(asked);
  return (
    <form
      aria-label="Which events"
      onSubmit={(event) => {
        event.preventDefault();
        ask(Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== '')));
      }}
    >
      <Toolbar>
        <ToolbarContent>
          {FIELDS.map(([name, label, type, hint]) => (
            <ToolbarItem key={name}>
              <div className="slw-filter">
                <label htmlFor={`events-${name}`} className="slw-subtle">
                  {label}
                </label>
                <TextInput
                  id={`events-${name}`}
                  type={type}
                  value={given[name] ?? ''}
                  placeholder={hint}
                  onChange={(_event, value) => setGiven({ ...given, [name]: value })}
                />
              </div>
            </ToolbarItem>
          ))}
          <ToolbarItem className="slw-beside-fields">
            <Button type="submit" variant="secondary">
              Show
            </Button>
          </ToolbarItem>
          {Object.keys(asked).length === 0 ? null : (
            <ToolbarItem className="slw-beside-fields">
              <Button variant="link" onClick={() => ask({})}>
                All events
              </Button>
            </ToolbarItem>
          )}
        </ToolbarContent>
      </Toolbar>
    </form>
  );
};
