import { byGuest, type GuestKind, type GuestName, type GuestState } from '@slipway/core/guest';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { AskHook, Guests, SeenGuest } from '../../ports/index.ts';
import { hook } from './hook/index.ts';
import { libvirt } from './libvirt/index.ts';
import { lxc } from './lxc/index.ts';
import type { Means, Variant } from './means/index.ts';
import { nspawn } from './nspawn/index.ts';

type GuestsOptions = Means & {
  /** Of root's own folder on this host. */
  readonly askHook: AskHook;
  /** Of libvirt; left out: the host's own machines. */
  readonly connection?: string;
};

export const createGuests = (options: GuestsOptions): Guests => {
  const kinds: Readonly<Record<GuestKind, Variant>> = {
    libvirt: libvirt(options, options.connection),
    lxc: lxc(options),
    nspawn: nspawn(options),
    hook: hook(options, options.askHook),
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
  return ok(all.sort(byGuest));
};
