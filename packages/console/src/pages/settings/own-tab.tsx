import { Alert, Button, Form } from '@patternfly/react-core';
import { useState } from 'react';
import { problemOf, useSession } from '../../api/index.ts';
import { Field, When } from '../../widgets/index.ts';

const NOTHING = { password: '', newPassword: '', again: '' };

export const OwnTab = () => {
  const { session, changePassword } = useSession();
  const [given, setGiven] = useState(NOTHING);
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown; readonly done: boolean }>({
    busy: false,
    error: null,
    done: false,
  });
  if (session.kind !== 'person') return null;
  const { person, roles, teams, expiresAt } = session.signed;
  const differ = given.again !== '' && given.again !== given.newPassword;
  const isReady = given.password !== '' && given.newPassword !== '' && given.again === given.newPassword;
  const change = async (): Promise<void> => {
    setState({ busy: true, error: null, done: false });
    try {
      await changePassword(given.password, given.newPassword);
      setGiven(NOTHING);
      setState({ busy: false, error: null, done: true });
    } catch (error) {
      setState({ busy: false, error, done: false });
    }
  };
  const set = (name: keyof typeof given) => (value: string) => setGiven({ ...given, [name]: value });
  return (
    <div className="slw-narrow">
      <dl className="slw-said">
        <div>
          <dt className="slw-said-name">Signed in as</dt>
          <dd className="slw-said-text">{person}</dd>
        </div>
        <div>
          <dt className="slw-said-name">Roles</dt>
          <dd className="slw-said-text">{roles.join(', ')}</dd>
        </div>
        <div>
          <dt className="slw-said-name">Approval teams</dt>
          <dd className="slw-said-text">{teams.join(', ') || 'none'}</dd>
        </div>
        <div>
          <dt className="slw-said-name">Signed in until</dt>
          <dd className="slw-said-text">{expiresAt === null ? 'the token ends' : <When at={expiresAt} />}</dd>
        </div>
      </dl>
      <h2 className="slw-sub">Change your password</h2>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !state.busy) void change();
        }}
      >
        <Field
          label="Current password"
          type="password"
          autoComplete="current-password"
          value={given.password}
          onChange={set('password')}
        />
        <Field
          label="New password"
          type="password"
          autoComplete="new-password"
          value={given.newPassword}
          onChange={set('newPassword')}
          help="At least 12 characters; a few words that nobody would guess are best"
        />
        <Field
          label="New password, once more"
          type="password"
          autoComplete="new-password"
          value={given.again}
          onChange={set('again')}
          help={differ ? 'The two are not the same' : 'Every other browser is signed out'}
        />
        <div role="alert">
          {state.error === null ? null : (
            <Alert isInline variant="danger" component="p" title={problemOf(state.error).title} />
          )}
        </div>
        <div role="status">
          {state.done ? (
            <Alert
              isInline
              variant="success"
              component="p"
              title="The password is changed. Every other browser is signed out."
            />
          ) : null}
        </div>
        <div className="slw-actions">
          <Button type="submit" isDisabled={!isReady} isAriaDisabled={state.busy} isLoading={state.busy}>
            Change the password
          </Button>
        </div>
      </Form>
    </div>
  );
};
