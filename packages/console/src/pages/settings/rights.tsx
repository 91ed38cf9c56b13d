import { Checkbox, FormGroup } from '@patternfly/react-core';
import { useId } from 'react';
import type { Role } from '../../api/index.ts';
import { Field } from '../../widgets/index.ts';

export interface Rights {
  readonly roles: readonly Role[];
  /** As it is typed. */
  readonly teams: string;
}

const ROLES: readonly (readonly [Role, string])[] = [
  ['viewer', 'sees everything, changes nothing'],
  ['operator', 'cuts, plans, starts, pauses'],
  ['approver', 'puts a name under plans'],
  ['administrator', 'everything, policy and people too'],
];

export const teamsOf = (text: string): string[] => text.split(/[\s,]+/).filter((team) => team !== '');

/** Roles are no ladder: an approver may approve, and no more. */
export const RightsFields = ({
  rights,
  onChange,
}: {
  readonly rights: Rights;
  readonly onChange: (rights: Rights) => void;
}) => {
  const id = useId();
  return (
    <>
      <FormGroup role="group" label="Roles" fieldId={id} isRequired>
        {ROLES.map(([role, what]) => (
          <Checkbox
            key={role}
            id={`${id}-${role}`}
            label={role}
            description={what}
            isChecked={rights.roles.includes(role)}
            onChange={(_event, isChecked) =>
              onChange({
                ...rights,
                roles: isChecked ? [...rights.roles, role] : rights.roles.filter((one) => one !== role),
              })
            }
          />
        ))}
      </FormGroup>
      <Field
        label="Approval teams"
        isOptional
        value={rights.teams}
        onChange={(teams) => onChange({ ...rights, teams })}
        help="Like operations, security"
      />
    </>
  );
};
