// Of documents, trust, versions and what comes in. See index.ts.

export const DOCUMENTS = {
  // -- documents and trust
  'document-malformed': 'The {document} cannot be read: {detail}. Nothing was changed.',
  'document-version-unknown':
    'The {document} has version {found}; this program knows {known}. Upgrade this side first.',
  'agent-newer-than-controller':
    'The agent speaks version {found} of the protocol, this controller knows {known}. Controllers go first: upgrade the controller, or put the agent back. Nothing was changed.',
  'signature-missing':
    'The {document} carries {found} valid signatures of role {role}, {needed} are needed. Nothing was changed.',
  'trust-root-not-newer': 'The trust root has version {found}; version {current} is already trusted.',
  'trust-root-unsigned': 'The trust root version {found} is not signed by the threshold of version {current}.',
  'proof-mismatch':
    'The host plan does not belong to the plan header: its inclusion proof does not lead to the signed root.',
  'plan-for-other-host': 'The {document} is for host {found}, this is {expected}.',
  'generation-old': 'The {document} has generation {found}; this host has already seen {current}.',
  'grant-mismatch': 'The start grant is for another {what}: expected {expected}, found {found}.',
  'clock-skewed':
    "This host's clock is {seconds} s away from the controller's (limit {limit} s). Set the clock; nothing was begun.",
  'grant-too-late': 'The start grant had to be used before {latest}; it is {now}.',
  'outside-occurrence': 'It is {now}; the approved window runs from {starts} and lets hosts begin until {cutOff}.',
  'bounds-expired': 'The approved bounds expired at {expired}.',
  'attempt-ended': 'Attempt {attempt} has ended already: {outcome}.',
  'attempt-open': 'Attempt {attempt} has begun and not ended: it is finished first.',
  'ledger-broken':
    'Ledger broken: it does not hold together at entry {sequence}: {detail}. Nothing begins on the host. See by hand what it was doing, then put /var/lib/slipway/executor/ledger.jsonl right from a backup or move it away, and say `slipway host free`.',
  // -- version, input
  'version-invalid': '"{version}" is not a {format} version: {detail}.',
  'selector-invalid': 'The selector cannot be read at character {at}: {detail}.',
  'input-too-large': 'The {what} is {bytes} bytes; at most {limit} are accepted.',
  'input-invalid': 'The {what} is not valid: {detail}.',
  'not-found': 'There is no {what} {id}.',
  'policy-replaced':
    'The policy was replaced meanwhile: revision {revision} by {who} at {at}. Look what that changed (`slipway policy list`), and at your own change against it (`slipway policy diff FILE`), and repeat.',
  'name-taken':
    'The {what} {id} is there already: remove it first (`slipway {what} remove {id}`), or take another name.',
} as const satisfies Readonly<Record<string, string>>;
