// Something a person does that needs to be said more of: a form in a dialog. What comes of it, where it must be read (a secret
// that is shown once), stays in the dialog until it is closed.

import { Alert, Button, Content, Form, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { type ReactNode, useId, useState } from 'react';
import { problemOf } from '../api/index.ts';

interface FormActProps<Result> {
  readonly name: string;
  readonly variant?: 'primary' | 'secondary' | 'link';
  readonly size?: 'small' | 'medium';
  readonly meaning: ReactNode;
  /** The fields. */
  readonly children: ReactNode;
  readonly isReady: boolean;
  readonly act: () => Promise<Result>;
  /** Shown instead of the form once it is done; without it the dialog closes. */
  readonly result?: (result: Result) => ReactNode;
  readonly closed?: () => void;
}

type State<Result> =
  | { readonly kind: 'asked'; readonly busy: boolean; readonly error: unknown }
  | { readonly kind: 'done'; readonly result: Result };

const ASKED = { kind: 'asked', busy: false, error: null } as const;

export const FormAct = <Result,>(props: FormActProps<Result>) => {
  const { name, variant = 'secondary', size = 'small', meaning, children, isReady, act, result, closed } = props;
  const [isOpen, setOpen] = useState(false);
  const [state, setState] = useState<State<Result>>(ASKED);
  const form = useId();
  const close = (): void => {
    setOpen(false);
    setState(ASKED);
    closed?.();
  };
  const carryOut = async (): Promise<void> => {
    setState({ kind: 'asked', busy: true, error: null });
    try {
      const done = await act();
      if (result === undefined) close();
      else setState({ kind: 'done', result: done });
    } catch (error) {
      setState({ kind: 'asked', busy: false, error });
    }
  };
  const isBusy = state.kind === 'asked' && state.busy;
  return (
    <>
      <Button variant={variant} isInline={variant === 'link'} onClick={() => setOpen(true)}>
        {name}
      </Button>
      {/* None while it is closed: another one that comes or goes in a list would show the page behind this one to screen readers. */}
      {isOpen ? (
        <Modal isOpen onClose={close} variant={size} aria-label={name}>
          <ModalHeader title={name} />
          <ModalBody>
            {state.kind === 'done' ? (
              result?.(state.result)
            ) : (
              <>
                <Content>{meaning}</Content>
                <Form
                  id={form}
                  onSubmit={(event) => {
                    event.preventDefault();
                    if (isReady && !isBusy) void carryOut();
                  }}
                >
                  {children}
                </Form>
                {state.error === null ? null : (
                  <Alert isInline variant="danger" title={problemOf(state.error).title} component="p" />
                )}
              </>
            )}
          </ModalBody>
          <ModalFooter>
            {state.kind === 'done' ? (
              <Button onClick={close}>Done</Button>
            ) : (
              <>
                <Button type="submit" form={form} isLoading={isBusy} isDisabled={!isReady} isAriaDisabled={isBusy}>
                  {name}
                </Button>
                <Button variant="link" onClick={close}>
                  Leave it
                </Button>
              </>
            )}
          </ModalFooter>
        </Modal>
      ) : null}
    </>
  );
};
