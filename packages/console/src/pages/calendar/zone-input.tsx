import { FormSelect, FormSelectOption, FormSelectOptionGroup } from '@patternfly/react-core';
import { userZone, useZone, type Zone } from '../../time/index.ts';

/** Mine, UTC, those of the hosts' windows, or any other: for the whole console, as the menu above. */
export const ZoneInput = ({ ofWindows }: { readonly ofWindows: readonly string[] }) => {
  const { zone, choose } = useZone();
  const own = userZone();
  const all = Intl.supportedValuesOf('timeZone');
  const value = zone.kind === 'utc' ? 'utc' : zone.kind === 'user' ? 'user' : zone.name;
  const choice = (word: string): Zone =>
    word === 'utc' ? { kind: 'utc' } : word === 'user' ? own : { kind: 'window', name: word };
  return (
    <FormSelect
      value={value}
      onChange={(_event, word) => choose(choice(word))}
      aria-label="Time zone"
      className="slw-select"
    >
      <FormSelectOptionGroup label="Often used">
        <FormSelectOption value="user" label={`Mine: ${own.kind === 'utc' ? 'UTC' : own.name}`} />
        <FormSelectOption value="utc" label="UTC" />
        {ofWindows.map((name) => (
          <FormSelectOption key={name} value={name} label={`Hosts: ${name}`} />
        ))}
      </FormSelectOptionGroup>
      <FormSelectOptionGroup label="All zones">
        {all
          .filter((name) => !ofWindows.includes(name))
          .map((name) => (
            <FormSelectOption key={name} value={name} label={name} />
          ))}
      </FormSelectOptionGroup>
    </FormSelect>
  );
};
