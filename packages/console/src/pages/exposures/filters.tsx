import { Label, ToggleGroup, ToggleGroupItem, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';

export const DUE = [
  ['any', 'Any time'],
  ['overdue', 'Overdue'],
  ['day', 'Within a day'],
  ['week', 'Within a week'],
] as const;
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export const STATES = [
  ['fixable', 'With a fix'],
  ['no-fix', 'No fix yet'],
  ['unknown', 'Unknown'],
] as const;

export interface ExposureSearch {
  readonly due?: string;
  readonly severity?: string;
  readonly state?: string;
  readonly environment?: string;
  /** Of this source package alone. */
  readonly package?: string;
  readonly exploited?: string;
  readonly excepted?: string;
  readonly urgency?: string;
  readonly open?: string;
  /** Which of the two lists inside of what is open. */
  readonly tab?: string;
  /** Rows of the list inside of what is open. */
  readonly inside?: string;
  readonly rows?: string;
}

interface FiltersProps {
  readonly search: ExposureSearch;
  readonly set: (name: keyof ExposureSearch, value: string | undefined) => void;
}

export const Filters = ({ search, set }: FiltersProps) => (
  <Toolbar>
    <ToolbarContent>
      <ToolbarItem>
        <ToggleGroup aria-label="Due" isCompact>
          {DUE.map(([due, text]) => (
            <ToggleGroupItem
              key={due}
              text={text}
              isSelected={(search.due ?? 'any') === due}
              onChange={() => set('due', due === 'any' ? undefined : due)}
              buttonId={`due-${due}`}
            />
          ))}
        </ToggleGroup>
      </ToolbarItem>
      <ToolbarItem>
        <ToggleGroup aria-label="Severity, at least" isCompact>
          {SEVERITIES.map((severity) => (
            <ToggleGroupItem
              key={severity}
              text={`≥ ${severity}`}
              isSelected={search.severity === severity}
              onChange={(_event, isSelected) => set('severity', isSelected ? severity : undefined)}
              buttonId={`severity-${severity}`}
            />
          ))}
        </ToggleGroup>
      </ToolbarItem>
      <ToolbarItem>
        <ToggleGroup aria-label="State" isCompact>
          {STATES.map(([state, text]) => (
            <ToggleGroupItem
              key={state}
              text={text}
              isSelected={search.state === state}
              onChange={(_event, isSelected) => set('state', isSelected ? state : undefined)}
              buttonId={`state-${state}`}
            />
          ))}
        </ToggleGroup>
      </ToolbarItem>
      <ToolbarItem>
        <ToggleGroup aria-label="Only" isCompact>
          <YesToggle name="exploited" text="Known exploited" search={search} set={set} />
          <YesToggle name="excepted" text="With exceptions" search={search} set={set} />
          <ToggleGroupItem
            text="Urgency unknown"
            buttonId="urgency"
            isSelected={search.urgency === 'unknown'}
            onChange={(_event, isSelected) => set('urgency', isSelected ? 'unknown' : undefined)}
          />
        </ToggleGroup>
      </ToolbarItem>
      {[['package', search.package] as const, ['environment', search.environment] as const].map(([name, value]) =>
        value === undefined ? null : (
          <ToolbarItem key={name} alignSelf="center">
            <Label onClose={() => set(name, undefined)} closeBtnAriaLabel={`Of every ${name}`}>
              {name} {value}
            </Label>
          </ToolbarItem>
        ),
      )}
    </ToolbarContent>
  </Toolbar>
);

const YesToggle = ({
  name,
  text,
  search,
  set,
}: FiltersProps & { readonly name: 'exploited' | 'excepted'; readonly text: string }) => (
  <ToggleGroupItem
    text={text}
    buttonId={name}
    isSelected={search[name] === 'yes'}
    onChange={(_event, isSelected) => set(name, isSelected ? 'yes' : undefined)}
  />
);
