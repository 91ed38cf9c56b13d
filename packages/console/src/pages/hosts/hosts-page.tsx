import {
  Alert,
  EmptyState,
  EmptyStateBody,
  PageSection,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { SearchIcon } from '@patternfly/react-icons';
import { parseSelector } from '@slipway/core/selection';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type Counted, problemOf } from '../../api/index.ts';
import { PageHead, reasonText, Shown } from '../../widgets/index.ts';
import { COUNTED, countedOf } from './counted.ts';
import { HostsTable } from './hosts-table.tsx';
import { SavedViews } from './saved-views.tsx';
import { SelectorInput } from './selector-input.tsx';
import { useHosts } from './use-hosts.ts';

const route = getRouteApi('/hosts');

export const HostsPage = () => {
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/hosts' });
  const { selector = '', environment } = search;
  const parsed = selector === '' ? null : parseSelector(selector);
  const problem = parsed === null || parsed.ok ? null : reasonText(parsed.reason);
  const counted = countedOf(search.counted);
  const isEnabled = problem === null;
  const hosts = useHosts({ selector: isEnabled ? selector : '', environment, counted, isEnabled });
  const choose = (next: string): void => {
    const { selector: _, ...rest } = search;
    void navigate({ search: next === '' ? rest : { ...rest, selector: next }, replace: true });
  };
  /** Without one of the two that the overview leads here with. */
  const widen = (name: 'environment' | 'counted'): void => {
    const { [name]: _, ...rest } = search;
    void navigate({ search: rest });
  };
  return (
    <>
      <PageHead
        title="Hosts"
        about="Which hosts there are, and how each stands. A selector is a sentence that each host answers: environment = prod and reboot = needed."
      />
      <PageSection isFilled>
        <Toolbar>
          <ToolbarContent>
            <ToolbarItem className="slw-selector">
              <SelectorInput value={selector} problem={problem} labels={hosts.labels} onChange={choose} />
            </ToolbarItem>
            <ToolbarItem>
              <SavedViews selector={selector} onChoose={choose} />
            </ToolbarItem>
          </ToolbarContent>
        </Toolbar>
        {environment === undefined ? null : (
          <Only
            what={`Only of the environment ${environment}.`}
            all="All environments"
            onAll={() => widen('environment')}
          />
        )}
        {counted === undefined ? null : (
          <Only what={COUNTED[counted]} all="However they stand" onAll={() => widen('counted')} />
        )}
        {hosts.answer.data !== undefined && hosts.answer.error != null ? (
          <p className="slw-subtle">{problemOf(hosts.answer.error).code}</p>
        ) : null}
        <Shown
          answer={hosts.answer}
          what="hosts"
          level="h2"
          lines={14}
          isEmpty={(rows) => rows.length === 0}
          empty={<NoHosts selector={selector} counted={counted} />}
        >
          {(rows) => (
            <HostsTable
              hosts={rows}
              total={hosts.total}
              more={hosts.more}
              isAsking={hosts.isAskingMore}
              isBefore={hosts.answer.isBefore}
            />
          )}
        </Shown>
      </PageSection>
    </>
  );
};

const NoHosts = ({ selector, counted }: { readonly selector: string; readonly counted: Counted | undefined }) => {
  if (counted !== undefined) {
    return (
      <EmptyState titleText="No host is counted so now" headingLevel="h2" icon={SearchIcon}>
        <EmptyStateBody>What is counted changes with every check-in.</EmptyStateBody>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      titleText={selector === '' ? 'No host is here yet' : 'No host answers yes'}
      headingLevel="h2"
      icon={SearchIcon}
    >
      <EmptyStateBody>
        {selector === '' ? (
          <>
            <Link to="/settings" search={{ tab: 'enrolment' }}>
              Settings
            </Link>{' '}
            makes the line to run on a host; so does <code>slipway enrol token</code>.
          </>
        ) : (
          'Hosts of which it is not known (they never reported) are not selected either, nor by its negation.'
        )}
      </EmptyStateBody>
    </EmptyState>
  );
};

const Only = (props: { readonly what: string; readonly all: string; readonly onAll: () => void }) => (
  <Alert
    isInline
    isPlain
    variant="info"
    component="p"
    title={props.what}
    actionLinks={
      <button type="button" className="pf-v6-c-button pf-m-link pf-m-inline" onClick={props.onAll}>
        {props.all}
      </button>
    }
  />
);
