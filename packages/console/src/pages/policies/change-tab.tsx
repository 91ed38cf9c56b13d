import { Button, Title } from '@patternfly/react-core';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useMemo, useState } from 'react';
import { api, type Schemas, useAct, useMay } from '../../api/index.ts';
import { type Policy, PolicyEffect } from '../../features/policy-effect/index.ts';
import { Act } from '../../widgets/index.ts';
import { checked } from './check-file.ts';
import { Editor } from './editor.tsx';
import { fileText } from './policy-file.ts';

/** Anybody may try what another policy would do; whoever may apply one is offered it, below what it would touch. */
export const ChangeTab = ({ stored }: { readonly stored: Schemas['StoredPolicy'] }) => {
  const [begunFrom] = useState({ revision: stored.revision, text: fileText(stored.policy) });
  const [text, setText] = useState(begunFrom.text);
  const [weighed, setWeighed] = useState<Policy | null>(null);
  const isChanged = text !== begunFrom.text;
  const deferred = useDeferredValue(text);
  const { problems, policy } = useMemo(() => checked(deferred), [deferred]);
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isChanged &&
      current.pathname !== next.pathname &&
      !globalThis.confirm('Leave, and forget what was changed here?'),
    enableBeforeUnload: () => isChanged,
  });
  return (
    <>
      <p className="slw-subtle">
        Made from revision {begunFrom.revision}. Nothing here holds until somebody applies it; comments are not kept.
      </p>
      <Editor
        text={text}
        problems={problems}
        onChange={(now) => {
          setText(now);
          setWeighed(null);
        }}
      />
      <div className="slw-actions">
        <Button
          variant="secondary"
          isDisabled={policy === null || !isChanged || deferred !== text}
          onClick={() => setWeighed(policy)}
        >
          What would it change?
        </Button>
        <Button
          variant="link"
          isDisabled={!isChanged}
          onClick={() => {
            setText(begunFrom.text);
            setWeighed(null);
          }}
        >
          Begin anew
        </Button>
      </div>
      {weighed === null ? null : (
        <>
          <Title headingLevel="h2" size="lg">
            What it would change
          </Title>
          <PolicyEffect
            policy={weighed}
            apply={() => (
              <Apply policy={weighed} revision={begunFrom.revision} applied={() => setText(begunFrom.text)} />
            )}
          />
        </>
      )}
    </>
  );
};

/** Against the revision that the text began with: who comes second is told of the first, and nothing is lost unseen. */
const Apply = (props: { readonly policy: Policy; readonly revision: number; readonly applied: () => void }) => {
  const { policy, revision, applied } = props;
  const may = useMay('administrator');
  const navigate = useNavigate();
  const replace = useAct(
    async () => await api.PUT('/api/v1/policy', { body: policy, params: { header: { 'if-match': `"${revision}"` } } }),
  );
  return may ? (
    <div className="slw-actions">
      <Act
        name="Apply this policy"
        variant="primary"
        meaning={`It holds as revision ${revision + 1} from then on. Plans and rollouts that exist keep the rules that they were made under.`}
        act={async () => {
          await replace.mutateAsync(undefined);
          applied();
          await navigate({ to: '/policies', search: {}, ignoreBlocker: true });
        }}
      />
    </div>
  ) : (
    <p className="slw-subtle">An administrator applies it.</p>
  );
};
