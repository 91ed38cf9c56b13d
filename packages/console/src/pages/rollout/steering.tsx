import { api, useAct, useMay } from '../../api/index.ts';
import { Act } from '../../widgets/index.ts';
import type { Picture } from './watch.ts';

/** What an operator may do as it stands; for everybody else there is nothing here. */
export const Steering = ({ picture: { rollout, waiting } }: { readonly picture: Picture }) => {
  const may = useMay('operator');
  const params = { params: { path: { rolloutId: rollout.rolloutId } } };
  const pause = useAct(async () => await api.POST('/api/v1/rollouts/{rolloutId}/pause', params));
  const resume = useAct(async () => await api.POST('/api/v1/rollouts/{rolloutId}/resume', params));
  const abort = useAct(async () => await api.POST('/api/v1/rollouts/{rolloutId}/abort', params));
  const goOn = useAct(async () => await api.POST('/api/v1/rollouts/{rolloutId}/go-on', params));
  if (!may || rollout.endedAt !== null) return null;
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
    </>
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
