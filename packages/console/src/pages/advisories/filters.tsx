import { ToggleGroup, ToggleGroupItem, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useCallback } from 'react';
import { SearchBox } from '../../widgets/index.ts';
import type { AdvisorySearch } from './search.ts';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

export const Filters = ({
  search,
  set,
}: {
  readonly search: AdvisorySearch;
  readonly set: (name: keyof AdvisorySearch, value: string | undefined) => void;
}) => {
  const find = useCallback((text: string) => set('text', text === '' ? undefined : text), [set]);
  const isAll = search.which === 'all';
  return (
    <Toolbar>
      <ToolbarContent>
        <ToolbarItem className="slw-search">
          <SearchBox
            label="In names and summaries, or a vulnerability or package"
            placeholder="CVE-2026-1234, openssl, DSA"
            value={search.text ?? ''}
            onChange={find}
          />
        </ToolbarItem>
        <ToolbarItem alignSelf="center">
          <ToggleGroup aria-label="Which" isCompact>
            <ToggleGroupItem
              text="Affecting hosts"
              buttonId="which-affecting"
              isSelected={!isAll}
              onChange={() => set('which', undefined)}
            />
            <ToggleGroupItem text="All" buttonId="which-all" isSelected={isAll} onChange={() => set('which', 'all')} />
          </ToggleGroup>
        </ToolbarItem>
        <ToolbarItem alignSelf="center">
          <ToggleGroup aria-label="Severity, at least" isCompact>
            {SEVERITIES.map((severity) => (
              <ToggleGroupItem
                key={severity}
                text={`≥ ${severity}`}
                buttonId={`severity-${severity}`}
                isSelected={search.severity === severity}
                onChange={(_event, isSelected) => set('severity', isSelected ? severity : undefined)}
              />
            ))}
          </ToggleGroup>
        </ToolbarItem>
        <ToolbarItem alignSelf="center">
          <ToggleGroup aria-label="Exploitation" isCompact>
            <ToggleGroupItem
              text="Known exploited"
              buttonId="exploited"
              isSelected={search.exploited === 'yes'}
              onChange={(_event, isSelected) => set('exploited', isSelected ? 'yes' : undefined)}
            />
          </ToggleGroup>
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
};
