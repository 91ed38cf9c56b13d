// Selectors that somebody wants again, kept in this browser; always live, as saved selectors are.

import { Button, Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import { useState } from 'react';

const STORED = 'slipway.views';
const VIEWS_MAX = 50;

const READY: readonly string[] = ['reboot = needed', 'mode = observed', 'stale > 60'];

const stored = (): readonly string[] => {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(found) ? found.filter((one) => typeof one === 'string').slice(0, VIEWS_MAX) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
};

export const SavedViews = ({
  selector,
  onChoose,
}: {
  readonly selector: string;
  readonly onChoose: (selector: string) => void;
}) => {
  const [isOpen, setOpen] = useState(false);
  const [views, setViews] = useState(stored);
  const keep = (next: readonly string[]): void => {
    localStorage.setItem(STORED, JSON.stringify(next));
    setViews(next);
  };
  const isKept = views.includes(selector);
  return (
    <>
      <Dropdown
        isOpen={isOpen}
        onOpenChange={setOpen}
        onSelect={() => setOpen(false)}
        popperProps={{ appendTo: 'inline' }}
        toggle={(toggle) => (
          <MenuToggle ref={toggle} isExpanded={isOpen} onClick={() => setOpen(!isOpen)}>
            Views
          </MenuToggle>
        )}
      >
        <DropdownList>
          <DropdownItem onClick={() => onChoose('')}>All hosts</DropdownItem>
          {[...READY, ...views].map((view) => (
            <DropdownItem key={view} onClick={() => onChoose(view)} isSelected={view === selector}>
              <code>{view}</code>
            </DropdownItem>
          ))}
        </DropdownList>
      </Dropdown>{' '}
      {selector === '' || READY.includes(selector) ? null : (
        <Button
          variant="link"
          onClick={() => keep(isKept ? views.filter((one) => one !== selector) : [...views, selector])}
        >
          {isKept ? 'Forget this view' : 'Keep this view'}
        </Button>
      )}
    </>
  );
};
