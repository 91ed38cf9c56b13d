import {
  Banner,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadMain,
  MastheadToggle,
  Nav,
  NavItem,
  NavList,
  Page,
  PageSidebar,
  PageSidebarBody,
  PageToggleButton,
  SkipToContent,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import { BarsIcon } from '@patternfly/react-icons';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { api, useAct, useAnswer, useLive, useMay } from '../api/index.ts';
import { Act, Ago } from '../widgets/index.ts';
import { MAIN } from './kept-focus.ts';
import { PersonMenu, ThemeButton, ZoneMenu } from './menus.tsx';

const PLACES = [
  { to: '/', name: 'Overview' },
  { to: '/hosts', name: 'Hosts' },
  { to: '/software', name: 'Software' },
  { to: '/exposures', name: 'Exposures' },
  { to: '/advisories', name: 'Advisories' },
  { to: '/promotion', name: 'Promotion' },
  { to: '/plans', name: 'Plans' },
  { to: '/approvals', name: 'Approvals' },
  { to: '/rollouts', name: 'Rollouts' },
  { to: '/calendar', name: 'Calendar' },
  { to: '/reports', name: 'Reports' },
  { to: '/policies', name: 'Policies' },
  { to: '/exceptions', name: 'Exceptions' },
  { to: '/audit', name: 'Audit' },
  { to: '/settings', name: 'Settings' },
] as const;

export const Shell = () => (
  <Page
    masthead={<Head />}
    sidebar={<Side />}
    isManagedSidebar
    mainContainerId={MAIN}
    mainAriaLabel="The page"
    // It is what scrolls: where nothing in it takes the focus, a keyboard has no other way down.
    mainTabIndex={0}
    skipToContent={<SkipToContent href={`#${MAIN}`}>Skip to the page</SkipToContent>}
    isContentFilled
  >
    <Warnings />
    <Outlet />
  </Page>
);

const Head = () => (
  <Masthead display={{ default: 'inline' }}>
    <MastheadMain>
      <MastheadToggle>
        <PageToggleButton variant="plain" aria-label="Navigation">
          <BarsIcon />
        </PageToggleButton>
      </MastheadToggle>
      <MastheadBrand>
        <Link to="/" className="slw-brand">
          <img src="/mark.svg" alt="" width="28" height="28" />
          <span className="slw-brand-name">Slipway</span>
        </Link>
      </MastheadBrand>
    </MastheadMain>
    <MastheadContent>
      <Toolbar isStatic>
        <ToolbarContent>
          <ToolbarGroup align={{ default: 'alignEnd' }} variant="action-group-plain">
            <ToolbarItem>
              <ZoneMenu />
            </ToolbarItem>
            <ToolbarItem>
              <ThemeButton />
            </ToolbarItem>
            <ToolbarItem>
              <PersonMenu />
            </ToolbarItem>
          </ToolbarGroup>
        </ToolbarContent>
      </Toolbar>
    </MastheadContent>
  </Masthead>
);

const Side = () => {
  const { pathname } = useLocation();
  return (
    <PageSidebar>
      <PageSidebarBody>
        <Nav aria-label="Pages">
          <NavList>
            {PLACES.map(({ to, name }) => {
              const isHere = to === '/' ? pathname === '/' : pathname.startsWith(to);
              return (
                <NavItem key={to} isActive={isHere}>
                  <Link to={to} aria-current={isHere ? 'page' : undefined}>
                    {name}
                  </Link>
                </NavItem>
              );
            })}
          </NavList>
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
};

/** What changes the meaning of everything below. */
const Warnings = () => {
  const { downSince } = useLive();
  const stopped = useAnswer('switch', [], async (signal) => await api.GET('/api/v1/switch', { signal }));
  return (
    <div role="status">
      {downSince === null ? null : (
        <Banner status="warning" screenReaderText="Warning:">
          Not live: the line to the controller went down <Ago at={new Date(downSince).toISOString()} />. What is shown
          may be old.
        </Banner>
      )}
      {stopped.data?.state === 'stopped' ? <Stopped /> : null}
    </div>
  );
};

const Stopped = () => {
  const may = useMay('operator');
  const release = useAct(async () => await api.PUT('/api/v1/switch', { body: { state: 'running' } }));
  return (
    <Banner status="danger" screenReaderText="Stopped:">
      The switch is thrown: no host begins anything, in any rollout. Hosts under way finish safely.{' '}
      {may ? (
        <Act
          name="Release the switch"
          meaning="Rollouts that were running go on, with the next host at their next look."
          act={async () => await release.mutateAsync(undefined)}
        />
      ) : null}
    </Banner>
  );
};
