import { useNavigate } from '@tanstack/react-router';
import { api, useAct, useMay } from '../../api/index.ts';
import { Act } from '../../widgets/index.ts';
import type { Detail } from './detail.ts';
import { Labels } from './labels.tsx';

/** What an operator may do with a host as it stands. */
export const Changes = ({ detail: { host } }: { readonly detail: Detail }) => {
  const may = useMay('operator');
  const params = { params: { path: { hostId: host.hostId } } };
  const adopt = useAct(async () => await api.POST('/api/v1/hosts/{hostId}/adopt', params));
  const leave = useAct(async () => await api.POST('/api/v1/hosts/{hostId}/leave', params));
  const refresh = useAct(async () => await api.POST('/api/v1/hosts/{hostId}/refresh', params));
  const verify = useAct(async () => await api.POST('/api/v1/hosts/{hostId}/verification', params));
  const free = useAct(async () => await api.POST('/api/v1/hosts/{hostId}/free', params));
  if (!may) return null;
  return (
    <>
      <Act
        name="Look anew"
        meaning="The host looks at its repositories again and reports what is pending."
        act={async () => await refresh.mutateAsync(undefined)}
      />
      <Act
        name="Verify"
        meaning="Its own root holds all its files and versions against its packages, once, with its next check-in. What it finds stands under “What it is” and in its history."
        act={async () => await verify.mutateAsync(undefined)}
      />
      <Labels host={host} />
      {host.mode.wanted === 'observed' ? (
        <Act
          name="Adopt"
          variant="primary"
          meaning="Changes are allowed from now on. What patches it today is taken over, recorded, and given back when it leaves."
          act={async () => await adopt.mutateAsync(undefined)}
        />
      ) : (
        <Act
          name="Leave"
          meaning="What patched it before is given back, and it is only observed. Nothing of its packages changes."
          act={async () => await leave.mutateAsync(undefined)}
        />
      )}
      {host.barred === null ? null : (
        <Act
          name="Free"
          variant="danger"
          meaning="It goes on from its ledger as it is: somebody has looked at it and answers for that."
          act={async () => await free.mutateAsync(undefined)}
        />
      )}
      <Retire host={host} />
    </>
  );
};

const Retire = ({ host: { hostId, hostname } }: { readonly host: Detail['host'] }) => {
  const navigate = useNavigate();
  const retire = useAct(async () => await api.POST('/api/v1/hosts/{hostId}/retire', { params: { path: { hostId } } }));
  return (
    <Act
      name="Retire"
      variant="danger"
      meaning={`${hostname} is gone for good: its certificate counts no more, and its place in its clusters is free. To come back it must enrol again.`}
      act={async () => {
        await retire.mutateAsync(undefined);
        await navigate({ to: '/hosts' });
      }}
    />
  );
};
