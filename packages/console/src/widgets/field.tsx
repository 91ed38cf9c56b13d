import {
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextInput,
  type TextInputProps,
} from '@patternfly/react-core';
import { useId } from 'react';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: string;
  readonly type?: TextInputProps['type'];
  readonly isOptional?: boolean;
  readonly autoComplete?: string;
}

export const Field = ({
  label,
  value,
  onChange,
  help,
  type = 'text',
  isOptional = false,
  autoComplete,
}: FieldProps) => {
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id} isRequired={!isOptional}>
      <TextInput
        id={id}
        type={type}
        value={value}
        onChange={(_event, text) => onChange(text)}
        isRequired={!isOptional}
        autoComplete={autoComplete ?? 'off'}
        {...(help === undefined ? {} : { 'aria-describedby': `${id}-help` })}
      />
      {help === undefined ? null : (
        <FormHelperText>
          <HelperText id={`${id}-help`}>
            <HelperTextItem>{help}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
};
