// Of the controller's surroundings. See index.ts.

export const CONTROLLER = {
  'feed-failed': 'The source {source} could not be read: {detail}.',
  'scheme-refused':
    'The repository {uri}, which a host names, is not read: the controller fetches over http and https only.',
  'origin-unnamed':
    'Nothing of {uri} is taken into patch sets: its Release file names neither origin, label nor codename.',
  'feed-unreachable': 'The feed {feed} could not be fetched: {detail}. Look at its address and at the way there.',
  'feed-timed-out': 'The feed {feed} gave nothing for too long: {detail}. Look at the way there.',
  'feed-location-refused': 'The feed {feed} is not read from where it is said to be: {detail}. Name another location.',
  'feed-too-large': 'The feed {feed} is larger than it may be: {detail}. Look at what lies at its address.',
  'feed-is-html':
    'The feed {feed} answered with a web page instead of data. Look at its address in a browser: it may have moved, or ask for a login.',
  'feed-truncated': 'The feed {feed} ends in the middle, in {file}. Fetch it again.',
  'feed-unreadable':
    'The feed {feed} cannot be read: {detail}. Look at what lies at its address, and whether it is of the kind that it is read as.',
  'feed-hash-differs':
    'The feed {feed} has the SHA-256 {found}; expected was {expected}. Ask its publisher which is right.',
  'feed-unsigned': 'The feed {feed} is not signed by a trusted key: {detail}. Look at its signature and its keyring.',
  'feed-from-future':
    'The feed {feed} is dated {found}, and it is {now}: one of the two is wrong. Look at the clock here first.',
  'feed-kind-unknown':
    'The feed {feed} is of no kind that is known here. Name its kind, and look at what lies at its address.',
  'feed-older':
    'The feed {feed} is dated {found}, older than the {stored} already read. Look for a mirror that lags behind; the newer copy stays in use.',
  'feed-record-twice': 'The feed {feed} has {record} twice, with different content. Tell its publisher.',
  'feed-empty':
    'The feed {feed} has no record that could be used ({problems} could not be read, {passedOver} are of other systems; first problem: {first}). Look at its address and its kind.',
  'notice-not-taken': 'The notice was not taken by {audience}: {detail}.',
  'notice-given-up':
    'The notice was not taken by {audience} in {attempts} attempts, last: {detail}. It is not sent again.',
  'feed-changed-meanwhile': 'The feed {feed} was changed while it was read. It is read again at the next turn.',
  'record-unreadable': 'The record cannot be read: {detail}.',
  'record-twice': 'The feed says two different things about {what}; the first counts.',
  'index-unsigned': 'The index {uri} is not signed by a trusted key: {detail}.',
  'index-older': 'The index {uri} is dated {found}, older than the {stored} already seen.',
  'index-expired': 'The index {uri} was valid until {until}.',
  'file-unavailable': '{package} {version} could not be fetched: {detail}.',
  'update-unlisted':
    '{package} {version} is listed by no verified index of {origin} that its hosts name: not published any more, or said by a host alone.',
  'repository-unread': '{package} {version} cannot be verified, its repository could not be read: {detail}',
  'repository-unverified': '{package} {version} cannot be verified, its repository is not taken for sound: {detail}',
  'update-unlooked': '{package} {version} was not looked at: several other versions of it could not be taken.',
  'needs-left-out': '{package} {version} needs {needed}, which the cut leaves out.',
  'nothing-verified': 'Of {count} updates that are pending none can be taken, the first because: {detail}',
  'package-unsigned': '{package} {version} is not signed by a trusted key of {publisher}: {detail}.',
  'package-differs': '{package} {version} is not what its repository, which is not signed, says of it: {detail}.',
  'package-ambiguous':
    '{package} {version} of {origin} is two different files: {first} and {second}. Hosts have repositories of one name that do not agree.',
  'token-unknown':
    'The token is not known, expired, revoked, or already used. Make a new one with `slipway enrol token`.',
  'api-token-unknown':
    'The API token is missing, not known, expired or revoked. Send a valid one as `Authorization: Bearer TOKEN`.',
  'sign-in-refused':
    'Name and password do not belong together, or the account is disabled. An administrator sets a new password with `slipway account password NAME`.',
  'sign-in-limited': 'Too many attempts to sign in have failed. The next one is looked at in {seconds} seconds.',
  'session-unproven':
    'The request carries a session but not its proof, as another site would send it. Load the page again.',
  'password-refused': 'The password is not taken: {detail}.',
  'account-exists': 'There is an account {name} already.',
  'certificate-unknown':
    'The connection carries no certificate of a host of this controller. If the host was retired, enrol it again.',
  'controller-unreachable': 'The controller {controller} cannot be reached: {detail}.',
  'enrolment-refused': 'The controller refused the enrolment: {detail}',
  'role-missing': 'This needs the role {role}.',
  'requester-cannot-approve': 'Whoever asked for the plan or cut its patch set cannot approve it under this rule.',
  'removals-not-named':
    'The plan removes packages, and a name counts for it only where it names them: {packages}. Approve with `--with-removals {removals}`.',
  'removal-not-planned': 'The plan does not remove {packages}.',
  'approver-not-in-team': '{person} is not in the approval team {team}.',
  'plan-has-errors': 'The checker found {count} errors; such a plan cannot be approved.',
  'nothing-pending': 'None of {hosts} hosts has an update of scope {scope} pending.',
  'named-not-pending':
    'Nothing of {names} is pending on any of {hosts} hosts: another name, up to date already, or no feed that says which package answers it.',
  'plan-empty': 'There is nothing to change: no host is left in the plan.',
  'store-newer': 'The store is of version {found}; this program knows {known}. Use the newer program.',
  'store-older':
    'The store is of version {found}, and this program, which knows {known}, brings it to that when it serves. Until then nothing of it is told.',
  'store-missing': 'There is no store: {path} is missing.',
  'store-full': 'The disk of the data directory is full: {path}. Nothing was changed; make room and repeat.',
  'store-damaged': 'The database {path} cannot be read: {detail}. Restore it from a backup.',
  'store-unreachable':
    'The database {where} does not answer: {detail}. What was just being stored may not have been; it is looked at again by itself.',
  'migration-refused': 'The store was not moved to {where}: {detail}. Nothing was changed.',
  'database-address-refused': 'The database {where} is not used: {detail}.',
  'data-directory-in-use':
    'The data directory {path} is in use by process {pid} since {since}. Stop that controller or choose another directory with --data.',
  'data-directory-refused': 'The data directory {path} cannot be used: {detail}.',
  'restore-refused': 'The backup {path} was not restored: {detail}. Nothing was changed.',
  'content-differs':
    'A file does not have the digest {digest} and the {sizeBytes} bytes that were stated; it was not kept.',
  'backup-refused': 'The backup to {path} was not made: {detail}.',
  'audit-broken': 'The audit chain does not hold together at event {sequence}: {detail}.',
  'port-in-use': 'The address {address} is in use. Stop the other program or choose another with --listen.',
  'address-refused': 'The address {address} cannot be listened on: {detail}.',
  'internal-error':
    'The controller failed on this request and changed nothing for it. Its log says why under {requestId}.',
  overloaded: 'Too many requests at the moment; try again in {seconds} s.',
} as const satisfies Readonly<Record<string, string>>;
