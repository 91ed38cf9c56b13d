import {
  ActionGroup,
  Alert,
  Button,
  Card,
  CardBody,
  CardTitle,
  Form,
  FormGroup,
  TextInput,
} from '@patternfly/react-core';
import { type SubmitEvent, useEffect, useState } from 'react';
import { problemOf, useSession } from '../../api/index.ts';

export const SignInPage = () => {
  const { signIn } = useSession();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    document.title = 'Sign in · Slipway';
  }, []);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFailed(null);
    try {
      await signIn(name, password);
    } catch (error) {
      setFailed(problemOf(error).title);
      setBusy(false);
    }
  };
  return (
    <main className="slw-sign-in">
      <Card className="slw-sign-in-card">
        <CardTitle component="h1">
          <span className="slw-brand">
            <img src="/mark.svg" alt="" width="32" height="32" />
            Sign in to Slipway
          </span>
        </CardTitle>
        <CardBody>
          <Form onSubmit={(event) => void submit(event as unknown as SubmitEvent)}>
            {failed === null ? null : <Alert isInline variant="danger" title={failed} component="p" role="alert" />}
            <FormGroup label="Name" fieldId="name">
              <TextInput
                id="name"
                value={name}
                onChange={(_event, value) => setName(value)}
                autoComplete="username"
                autoCapitalize="none"
                isRequired
              />
            </FormGroup>
            <FormGroup label="Password" fieldId="password">
              <TextInput
                id="password"
                type="password"
                value={password}
                onChange={(_event, value) => setPassword(value)}
                autoComplete="current-password"
                isRequired
              />
            </FormGroup>
            <ActionGroup>
              <Button
                type="submit"
                isBlock
                isLoading={busy}
                isDisabled={name === '' || password === ''}
                isAriaDisabled={busy}
              >
                Sign in
              </Button>
            </ActionGroup>
            <p className="slw-subtle">
              Accounts are made with <code>slipway account add</code>.
            </p>
          </Form>
        </CardBody>
      </Card>
    </main>
  );
};
