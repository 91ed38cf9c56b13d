import { byGuest, type GuestKind, type GuestName, type GuestState } from '@slipway/core/guest';
import { type Outcome, ok } from '@slipway/core/reasons';
import { GUESTS_MAX } from '@slipway/protocol/agent';
import type { Guests, RunHook, SeenGuest } from '../../ports/index.ts';
import { hook } from './hook/index.ts';
import { libvirt } from './libvirt/index.ts';
import { lxc } from './lxc/index.ts';
import { type Means, unknown, type Variant } from './means/index.ts';
import { nspawn } from './nspawn/index.ts';

type GuestsOptions = Means & {
  /** Of root's own folder on this host. */
  readonly runHook: RunHook;
  /** Of libvirt; left out: the host's own machines. */
  readonly connection?: string;
};

export const createGuests = (options: GuestsOptions): Guests => {
  const kinds: Readonly<Record<GuestKind, Variant>> = {
    libvirt: libvirt(options, options.connection),
    lxc: lxc(options),
    nspawn: nspawn(options),
    hook: hook(options, options.runHook),
  };
  return {
    list: async () => await listOf(Object.values(kinds)),
    shutDown: async (guest) => {
      const kind = kinds[guest.kind];
      return await unlessAlready(kind, guest, 'stopped', await kind.shutDown(guest));
    },
    start: async (guest) => {
      const kind = kinds[guest.kind];
      return await unlessAlready(kind, guest, 'running', await kind.start(guest));
    },
  };
};

/** Managers complain of a guest that is already as it is wished: it went by itself, or this is asked a second time. */
const unlessAlready = async (
  kind: Variant,
  { name }: GuestName,
  wished: GuestState,
  asked: Outcome<void>,
): Promise<Outcome<void>> => {
  if (asked.ok) return asked;
  const listed = await kind.list();
  const is = listed.ok ? listed.value.find((guest) => guest.name === name)?.state : undefined;
  return is === wished ? ok(undefined) : asked;
};

/** One kind that cannot be asked leaves the whole unknown: half a list would read as the whole. */
const listOf = async (kinds: readonly Variant[]): Promise<Outcome<readonly SeenGuest[]>> => {
  const all: SeenGuest[] = [];
  for (const kind of kinds) {
    const listed = await kind.list();
    if (!listed.ok) return listed;
    all.push(...listed.value);
  }
  // More than a message takes: it would be refused whole, with all else that the host tells of itself.
  if (all.length > GUESTS_MAX) return unknown(`${all.length} are more than the ${GUESTS_MAX} that can be told`);
  return ok(all.sort(byGuest));
};
