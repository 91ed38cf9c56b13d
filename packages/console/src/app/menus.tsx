import { Button, Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import { MoonIcon, SunIcon } from '@patternfly/react-icons';
import { type ReactNode, useState } from 'react';
import { api, useAnswer, useSession } from '../api/index.ts';
import { userZone, useZone, type Zone, zoneName } from '../time/index.ts';
import { setTheme, themeNow } from './theme.ts';

const Menu = ({
  label,
  text,
  children,
}: {
  readonly label: string;
  readonly text: ReactNode;
  readonly children: ReactNode;
}) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      // Beside its button: at the end of the document it would be in no part of the page.
      popperProps={{ position: 'right', appendTo: 'inline' }}
      toggle={(toggle) => (
        <MenuToggle
          ref={toggle}
          isExpanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          variant="plainText"
          aria-label={label}
        >
          {text}
        </MenuToggle>
      )}
    >
      <DropdownList>{children}</DropdownList>
    </Dropdown>
  );
};

/** The reader's own zone, UTC, and those that windows follow: a host's service lives by the clock of its window. */
export const ZoneMenu = () => {
  const { zone, choose } = useZone();
  const windows = useAnswer(
    'policy',
    ['windows', 1],
    async (signal) => await api.GET('/api/v1/windows', { params: { query: { count: 1 } }, signal }),
  );
  const own = userZone();
  const names = new Set((windows.data?.items ?? []).flatMap((item) => (item.zone === null ? [] : [item.zone])));
  const ofWindows = [...names].map((name): Zone => ({ kind: 'window', name }));
  const item = (one: Zone, text: string) => (
    <DropdownItem
      key={text}
      isSelected={one.kind === zone.kind && zoneName(one) === zoneName(zone)}
      onClick={() => choose(one)}
    >
      {text}
    </DropdownItem>
  );
  return (
    <Menu label={`Times are shown in ${zoneName(zone)}`} text={zoneName(zone)}>
      {item(own, `Mine: ${zoneName(own)}`)}
      {item({ kind: 'utc' }, 'UTC')}
      {ofWindows.map((one) => item(one, `Hosts' windows: ${zoneName(one)}`))}
    </Menu>
  );
};

export const ThemeButton = () => {
  const [theme, setShown] = useState(themeNow);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <Button
      variant="plain"
      aria-label={`Use the ${other} theme`}
      icon={theme === 'dark' ? <SunIcon /> : <MoonIcon />}
      onClick={() => {
        setTheme(other);
        setShown(other);
      }}
    />
  );
};

export const PersonMenu = () => {
  const { session, signOut } = useSession();
  if (session.kind !== 'person') return null;
  const { person, roles, teams } = session.signed;
  return (
    <Menu label={`Signed in as ${person}`} text={person}>
      <DropdownItem isDisabled description={teams.length === 0 ? 'in no approval team' : `team ${teams.join(', ')}`}>
        {roles.join(', ')}
      </DropdownItem>
      <DropdownItem onClick={() => void signOut()}>Sign out</DropdownItem>
    </Menu>
  );
};
