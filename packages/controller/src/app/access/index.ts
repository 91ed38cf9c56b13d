// Access: who may do what, by which token or account; the hosts' certificates; the audit events; the switch that stops everything.
// Not here: how a secret or certificate arrives (api), who may approve a plan (approval).
// May import: core, ports.

export {
  type AccountChange,
  type AccountInfo,
  type AccountWish,
  addAccount,
  changeAccount,
  listAccounts,
  PASSWORD_CHARACTERS_MAX,
  setPassword,
} from './accounts.ts';
export { type Actor, requireRole } from './actor.ts';
export { listAudit, verifyAudit } from './audit.ts';
export { authenticate } from './authenticate.ts';
export {
  createEnrolmentToken,
  ENROLMENT_SECONDS_DEFAULT,
  ENROLMENT_SECONDS_MAX,
  ENROLMENT_USES_MAX,
  type EnrolmentTokenInfo,
  labelsProblem,
  listEnrolmentTokens,
  type MadeEnrolmentToken,
  revokeEnrolmentToken,
} from './enrolment-tokens.ts';
export { identifyHost } from './identify-host.ts';
export { changeOwnPassword } from './own-password.ts';
export { secretDigest } from './secret.ts';
export { type BegunSession, SESSION_SECONDS, type SignedIn, sessionOf, signIn, signOut } from './sessions.ts';
export { readSwitch, type SwitchState, setSwitch, switchIn } from './switch.ts';
export { createToken, listTokens, type MadeToken, revokeToken, type TokenInfo, type TokenWish } from './tokens.ts';
