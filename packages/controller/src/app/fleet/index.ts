// Fleet: hosts as the controller knows them. Enrolment, check-ins, inventories, ledgers, proposals, adoption, history.
// Not here: what to change on them (planning) or when (rollout).
// May import: core, protocol, ports, access, exception.

export { askRefresh, retireHost, setLabels, setMode } from './adopt.ts';
export { checkIn, checkInByCertificate } from './check-in.ts';
export { isQuiet } from './check-in-reply.ts';
export { clockReason } from './clock.ts';
export { enrol } from './enrol.ts';
export { everyHost } from './every-host.ts';
export { freeHost } from './free.ts';
export { giveBackLease } from './give-back.ts';
export {
  isHeldFromService,
  isolatedMore,
  isolationOver,
  letServe,
  notIsolated,
  orderedIsolation,
  standingIsolation,
} from './isolation.ts';
export { callOutOfBand, outOfBandOf } from './out-of-band.ts';
export { receiveInventory } from './receive-inventory.ts';
export { receiveLedger } from './receive-ledger.ts';
export { receiveProposal } from './receive-proposal.ts';
export { askedToRefresh } from './refresh.ts';
export { lookAtSeen, writeSeen } from './seen.ts';
export { isSelected, selectable } from './selected.ts';
export { isSilent, type Listening, silentSince } from './silent.ts';
