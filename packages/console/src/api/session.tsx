import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { setControllerNow } from '../time/index.ts';
import { api, asked, problemOf, setProof } from './api.ts';
import type { components } from './schema.d.ts';

type Signed = components['schemas']['Session'];
export type Role = Signed['roles'][number];

/** Who is signed in. `unknown`: it is being asked; `nobody`: the sign-in page is shown; `unreachable`: nobody answered. */
export type Session =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'unreachable'; readonly again: () => void }
  | { readonly kind: 'person'; readonly signed: Signed };

const Context = createContext<{
  readonly session: Session;
  readonly signIn: (name: string, password: string) => Promise<void>;
  readonly signOut: () => Promise<void>;
  /** Of whoever is signed in; every other browser of theirs is signed out. */
  readonly changePassword: (password: string, newPassword: string) => Promise<void>;
} | null>(null);

const KEY = ['session'];

export const SessionProvider = ({ children }: { readonly children: ReactNode }) => {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: async () => took(await asked(api.GET('/api/v1/session'))),
    refetchInterval: 60_000,
  });
  const failed = error === null ? null : problemOf(error);
  useEffect(() => {
    // A session that has ended: nothing of what was shown stays for whoever signs in next.
    if (failed?.status === 401) client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
  }, [failed?.status, client]);
  const session = useMemo(
    (): Session => sessionOf({ data, failed, again: () => void refetch() }),
    [data, failed, refetch],
  );
  const value = useMemo(
    () => ({
      session,
      signIn: async (name: string, password: string) => {
        const signed = took(await asked(api.POST('/api/v1/session', { body: { name, password } })));
        client.setQueryData(KEY, signed);
      },
      changePassword: async (password: string, newPassword: string) => {
        const body = { password, newPassword };
        client.setQueryData(KEY, took(await asked(api.PUT('/api/v1/session/password', { body }))));
      },
      signOut: async () => {
        await asked(api.DELETE('/api/v1/session'));
        setProof(null);
        client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
        await client.resetQueries({ queryKey: KEY });
      },
    }),
    [session, client],
  );
  return <Context value={value}>{children}</Context>;
};

const sessionOf = (known: {
  readonly data: Signed | undefined;
  readonly failed: { readonly status: number } | null;
  readonly again: () => void;
}): Session => {
  if (known.failed?.status === 401) return { kind: 'nobody' };
  if (known.data !== undefined) return { kind: 'person', signed: known.data };
  return known.failed === null ? { kind: 'unknown' } : { kind: 'unreachable', again: known.again };
};

const took = (signed: Signed): Signed => {
  setProof(signed.proof);
  setControllerNow(signed.now);
  return signed;
};

export const useSession = () => {
  const found = useContext(Context);
  if (found === null) throw new Error('there is no session around this');
  return found;
};

/** As the API has it: roles are not a ladder, and an administrator is all of them. */
export const useMay = (role: Role): boolean => {
  const { session } = useSession();
  if (session.kind !== 'person') return false;
  const { roles } = session.signed;
  return role === 'viewer' || roles.includes(role) || roles.includes('administrator');
};
