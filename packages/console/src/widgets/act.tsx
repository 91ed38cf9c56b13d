// Something a person does: what it means is said before, what came of it after. What a role may not do is not offered.

import {
  Alert,
  Button,
  Content,
  Form,
  FormGroup,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextArea,
} from '@patternfly/react-core';
import { type ReactNode, useState } from 'react';
import { problemOf } from '../api/index.ts';

interface ActProps {
  readonly name: string;
  readonly variant?: 'primary' | 'secondary' | 'danger';
  /** What it will do, and what it will not. */
  readonly meaning: ReactNode;
  /** A reason in words is part of it. */
  readonly why?: 'asked';
  readonly act: (why: string) => Promise<unknown>;
}

export const Act = ({ name, variant = 'secondary', meaning, why, act }: ActProps) => {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const close = (): void => {
    setOpen(false);
    setText('');
    setState({ busy: false, error: null });
  };
  const carryOut = async (): Promise<void> => {
    setState({ busy: true, error: null });
    try {
      await act(text.trim());
      close();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <>
      <Button
        variant={variant === 'danger' ? 'secondary' : variant}
        isDanger={variant === 'danger'}
        onClick={() => setOpen(true)}
      >
        {name}
      </Button>
      {/* None while it is closed: another one that comes or goes in a list would show the page behind this one to screen readers. */}
      {isOpen ? (
        <Modal isOpen onClose={close} variant="small" aria-label={name}>
          <ModalHeader title={name} />
          <ModalBody>
            <Content>{meaning}</Content>
            {why === undefined ? null : (
              <Form onSubmit={(event) => event.preventDefault()}>
                <FormGroup label="Why" fieldId="why" isRequired>
                  <TextArea
                    id="why"
                    value={text}
                    onChange={(_event, value) => setText(value)}
                    isRequired
                    maxLength={1000}
                  />
                </FormGroup>
              </Form>
            )}
            {state.error === null ? null : (
              <Alert isInline variant="danger" title={problemOf(state.error).title} component="p" />
            )}
          </ModalBody>
          <ModalFooter>
            <Button
              variant={variant === 'secondary' ? 'primary' : variant}
              onClick={() => void carryOut()}
              isLoading={state.busy}
              isDisabled={why !== undefined && text.trim() === ''}
              // What cannot be pressed at all loses the focus.
              isAriaDisabled={state.busy}
            >
              {name}
            </Button>
            <Button variant="link" onClick={close}>
              Leave it
            </Button>
          </ModalFooter>
        </Modal>
      ) : null}
    </>
  );
};
