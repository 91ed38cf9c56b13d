import { useNavigate } from '@tanstack/react-router';
import { api, type Schemas, useAct, useAnswer, useMay } from '../../api/index.ts';
import { Act, countText } from '../../widgets/index.ts';
import { RollBack } from './rollback-act.tsx';
import type { Picture } from './watch.ts';

/** What an operator may do as it stands; for everybody else there is nothing here. */
export const Steering = ({ picture }: { readonly picture: Picture }) => {
  const { rollout, waiting } = picture;
  const may = useMay('operator');
  const params = { params: { path: { rolloutId: rollout.rolloutId } } };
  const pause = useAct(async () => await api.POST('/api/v1/rollouts/{rolloutId}/pause', params));
  const resume = useAct(async () => await api.POST('/api/v1/rollouts/{rolloutId}/resume', params));
  const abort = useAct(async () => await api.POST('/api/v1/rollouts/{rolloutId}/abort', params));
  const goOn = useAct(async () => await api.POST('/api/v1/rollouts/{rolloutId}/go-on', params));
  if (!may) return null;
  const back = mayGoBack(picture) ? <RollBack picture={picture} /> : null;
  if (rollout.endedAt !== null)
    return (
      <>
        <PlanRest picture={picture} />
        {back}
      </>
    );
  const asksPerson = waiting.some(({ reason }) => reason.code === 'gate-person');
  return (
    <>
      {asksPerson ? (
        <Act
          name="Go on"
          variant="primary"
          meaning="The next wave begins: its gate asks for a person's word, and this is it."
          act={async () => await goOn.mutateAsync(undefined)}
        />
      ) : null}
      {rollout.state === 'running' ? (
        <Act
          name="Pause"
          meaning="Nobody further begins. Hosts under way finish, safely."
          act={async () => await pause.mutateAsync(undefined)}
        />
      ) : null}
      {rollout.state === 'paused' || rollout.state === 'stopped' ? (
        <Act
          name="Resume"
          variant="primary"
          meaning="It goes on. Failures seen so far no longer count against its budget."
          act={async () => await resume.mutateAsync(undefined)}
        />
      ) : null}
      {rollout.state === 'aborting' ? null : (
        <Act
          name="Abort"
          variant="danger"
          meaning="It ends: nobody further begins, hosts under way finish. It cannot be taken up again; what is left needs another plan."
          act={async () => await abort.mutateAsync(undefined)}
        />
      )}
      {back}
    </>
  );
};

/** Of what takes another one back, nothing is taken back: that one's plan is made anew. */
const mayGoBack = ({ rollout, takesBack }: Picture): boolean =>
  takesBack === undefined && rollout.hosts.some(({ phase }) => phase === 'done' || phase === 'part-done');

/** Hosts that are done need nothing of it any more, so that the same wish leads to the others alone. */
const PlanRest = ({ picture: { rollout, takesBack } }: { readonly picture: Picture }) => {
  const navigate = useNavigate();
  const plan = useAnswer(
    'plans',
    ['one', rollout.planDigest],
    async (signal) =>
      await api.GET('/api/v1/plans/{digest}', { params: { path: { digest: rollout.planDigest } }, signal }),
  );
  const retry = useAct(
    async (its: Schemas['Plan']) =>
      await api.POST('/api/v1/plans', {
        body: {
          environment: its.header.environment,
          patchSetDigest: its.header.bounds.patchSetDigest,
          ...(its.policyName == null ? {} : { policyName: its.policyName }),
        },
      }),
  );
  const its = plan.data;
  const left = rollout.hosts.filter(({ phase }) => phase !== 'done' && phase !== 'excused').length;
  if (left === 0 || its === undefined || takesBack !== undefined) return null;
  return (
    <Act
      name="Retry"
      variant="primary"
      meaning={`Another plan is asked for, with the same patch set, for whoever of ${its.header.environment} is not at it yet: ${countText(left, 'host')} of this rollout. Nothing begins before it is approved. A host that is barred needs somebody to look first.`}
      act={async () => {
        await retry.mutateAsync(its);
        await navigate({ to: '/plans' });
      }}
    />
  );
};

export const Excuse = ({
  rolloutId,
  hostId,
  hostname,
}: {
  readonly rolloutId: string;
  readonly hostId: string;
  readonly hostname: string;
}) => {
  const may = useMay('operator');
  const excuse = useAct(
    async (why: string) =>
      await api.POST('/api/v1/rollouts/{rolloutId}/hosts/{hostId}/excuse', {
        params: { path: { rolloutId, hostId } },
        body: { why },
      }),
  );
  if (!may) return null;
  return (
    <Act
      name="Excuse"
      why="asked"
      meaning={`${hostname} is left out of this rollout. It stays unpatched, and the report says so with the reason given here.`}
      act={async (why) => await excuse.mutateAsync(why)}
    />
  );
};
