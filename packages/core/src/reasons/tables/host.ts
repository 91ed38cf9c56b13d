// What stands against touching a host, as its own root sees it. See index.ts.

export const HOST = {
  'package-format-unclear': 'Whether this host is one of dpkg or of rpm cannot be told, and is not guessed: {detail}.',
  'file-system-unknown': 'The file system of {path} cannot be read: {detail}.',
  'file-system-read-only': '{path} lies on {mountPoint}, which is mounted read-only: nothing can be changed there.',
  'file-system-no-exec':
    '{path} lies on {mountPoint}, which is mounted noexec: maintainer scripts cannot run there. Mount it with exec for the time of the change.',
  'inodes-short': '{path} has {free} inodes free; about {needed} are needed.',
  'agent-not-heard':
    'The new version of the agent did not reach the controller within {seconds} s of its start (its unit is {state}): a host is not left with an agent that nobody hears.',
  'users-logged-in': 'Somebody is logged in ({users}), and policy wants nothing changed then.',
  'users-unknown': 'Who is logged in cannot be told: {detail}.',
  'reboot-refused':
    'The host was to reboot and something kept it from doing so ({detail}). What was installed stands, proven as it runs; reboot the host by hand for the rest (where somebody blocks it, `systemd-inhibit --list` there says who).',
  'users-not-told': 'Who is logged in could not be told of the reboot: {detail}.',
  'out-of-band-missing': 'Policy names nothing by which {host} is reached where it does not answer (`outOfBand`).',
  'host-heard-lately': '{host} was heard at {at}: a host that answers is not switched off from outside.',
  'host-not-lost':
    '{host} is within the deadlines of what it does in {rollout}: it is switched off from outside once it is lost, and no earlier.',
  'guests-running': 'Guests run on the host ({guests}), and policy wants nothing changed then.',
  'guests-unknown': 'Whether guests run on the host cannot be told: {detail}.',
  'on-battery': 'Only its battery keeps the host running, and policy wants nothing changed then.',
  'power-unknown': 'What the host is powered by cannot be told: {detail}.',
  'host-inhibited': 'Root of the host wants nothing changed {until}: {why} ({file}).',
  'inhibitions-unknown': "Root's inhibitions on the host cannot be read: {detail}.",
  'repository-not-allowed': 'The repository {repository} is not on the list of those that policy allows.',
  'repository-without-key': 'The repository {repository} names no key that it is signed by, and policy wants one.',
  'repository-key-expired':
    'The key of the repository {repository} expired {expired}: nothing new that it signs is accepted. Bring its new keyring.',
  'repository-key-short':
    'The key of the repository {repository} expires {expires}, and policy wants it good for {days} more days. Bring its new keyring.',
  'repository-unchecked':
    'The host takes {what} of the repository {repository} whether anybody signed them or not. Have them checked again: without `trusted=yes` and its like for apt, with `gpgcheck=1` or `repo_gpgcheck=1` for dnf.',
  'repository-trust-unknown':
    'By whose signatures the host takes packages from the repository {repository} is not known yet: its agent has not told since it can. Wait for its next inventory.',
  'repository-added':
    'The repository {repository} came to the host after its plan was made, and nobody has approved it: nothing was changed. Take it away, or have the host planned again with it.',
  'repository-removed':
    'The repository {repository}, with which the plan was made, is gone from the host: nothing was changed. Bring it back, or have the host planned again without it.',
  'repository-keys-changed':
    'The keys that count for the repository {repository} are not those with which the plan was made ({difference}): nothing was changed. Find out who changed them; if they are good, have the host planned again.',
  'repositories-unread':
    'What repositories the host has cannot be read, so that nothing was changed: {detail} Put its sources right, then have the host planned again.',
  'repositories-not-asked':
    '{count} hosts of this plan have agents that do not look at their repositories again before the change: what is changed there after planning is not noticed. Upgrade them.',
  'repository-key-expires':
    'The last key of the repository {repository} expires {expires}, in {days} days, on {hosts} hosts of this plan: bring its new keyring before, or nothing more comes from it.',
  'repository-stale':
    'The repository {repository} was last read {last}; policy wants it read without a failure within {hours} hours.',
} as const satisfies Readonly<Record<string, string>>;
