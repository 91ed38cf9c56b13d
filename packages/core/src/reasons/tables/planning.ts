// Of hosts, planning, calendar and the checker: why something is not in a plan, or a plan is not sound. See index.ts.

export const PLANNING = {
  // -- hosts
  'host-observed': 'The host is only observed. Adopt it with `slipway host adopt {host}` before anything may change.',
  'adoption-awaited': 'The host has not obeyed the order to be adopted yet; it does so at its next check-in.',
  'updates-unknown': "The host's package manager could not look what is pending: {detail}.",
  'not-planned':
    'No plan of environment {environment} names this host yet: `slipway promotion next` says what comes by itself; else cut a patch set and plan it.',
  'not-started': 'The plan is approved and nobody has started it: `slipway rollout start {plan}`.',
  'starts-by-itself': 'The plan is approved; the schedule starts it, from ten minutes before its window on.',
  'host-never-reported': 'The host has never reported an inventory.',
  'host-long-silent': 'The host has been silent for more than {hours} hours: what is known of it is from before that.',
  'inventory-awaited':
    'An attempt ended there at {ended}; what is installed and pending since then is told by its next inventory.',
  'host-unreachable': 'The host has been silent since {since}.',
  'host-missed-window': 'The host was not there in the window that ended {ends}: {detail}.',
  'install-due': 'Patch set {patchSet} is to be installed here by {due}.',
  'install-overdue': 'Patch set {patchSet} was to be installed here by {due}.',
  'host-stopped': 'The file /etc/slipway/stop stands on the host.',
  'host-in-plan': 'The newer plan {plan} has the host, and has not been started.',
  'host-busy': 'The host is in rollout {rollout}, which has not ended.',
  'host-lacks-capability': 'The agent lacks what the plan needs: {capability}. Upgrade the agent.',
  'host-retired': 'The host was retired at {at}: it is of the fleet no more.',
  'host-not-in-environment': 'The host has no label `environment` that the policy names.',
  'policies-conflict':
    'Several policies of {environment} select the host ({policies}): nothing changes it until one does.',
  'policies-overlap':
    'Two policies would claim the same hosts: {detail}. Narrow one of their selectors; `slipway policy diff` names the hosts.',
  'host-left-out': 'Left out by an override: {why}.',
  'ledger-untold':
    'The host has written lines into its ledger that have not arrived: whether it has begun is not known.',
  'host-restored': 'The host finds itself restored to an earlier moment; it starts nothing until reconciled.',
  'unknown-attempt':
    'The host tells of an attempt that this controller did not grant, as after a restored backup: {attempt}. It {state}, so that the host counts as away. Look at it, then: `slipway host free`.',
  'host-identity-doubled': "Two systems use this host's identity. Enrol one of them again.",
  'host-refuses-more': "The host's own rules refuse: {detail}.",
  // -- planning
  'already-at-target': 'Every target is installed already.',
  'not-applicable': 'No target of the patch set is for this host.',
  'proposal-missing': 'The host has not answered with a proposal yet.',
  'proposal-outdated': 'The proposal was made on other packages than the host has now; it must be made again.',
  'proposal-unable': "The host's package manager could not simulate the update: {detail}.",
  'package-database-broken':
    'The package database is {state}. Repair it: `dpkg --configure -a`, then `apt-get -f install`; on hosts with rpm `dnf remove --duplicates`, then `dnf check`.',
  'dependencies-unmet':
    'Installed packages lack what they need, or stand beside what they exclude: {unmet}. Put that right on the host; no update begins on top of it.',
  'package-held': '{package} is held on the host.',
  'dependency-unsatisfied': '{package} {version} cannot be installed with what the patch set carries.',
  'package-conflict': '{package} {version} cannot come beside {other} {otherVersion}: {relation}.',
  'origin-conflict':
    '{package} {version} cannot come beside {other} {otherVersion}, which is from {origin}: {relation}. Update, replace or remove {other}, or except {package} there.',
  'removal-needed':
    '{package} {version} would take {other} {otherVersion} from {origin} away: {relation}. Approve the removal by name with `--allow-removal {other}`, or leave it.',
  excepted: '{what} is left out by exception {exception} of {owner}, until {expires}.',
  'excepted-needed':
    '{package} {version} needs a change of {other}, which exception {exception} of {owner} leaves out until {expires}.',
  'excepted-proposed':
    'The host proposed a change of {package}, which exception {exception} of {owner} leaves out until {expires}: plan again, or upgrade its agent.',
  'new-dependency-refused': '{package} would be newly installed and policy refuses new dependencies.',
  'removal-refused': '{package} would be removed, and no removal was approved by name.',
  'downgrade-refused': '{package} would go from {from} back to {to}.',
  'change-not-in-patch-set': '{package} {version} is not in the patch set.',
  'origin-not-configured':
    '{package} {version} comes from {origin}, which was not among the repositories of this host when the patch set was cut.',
  unproven: '{package} {version} has not been proven in an earlier environment.',
  'unproven-soak': '{count} targets are unproven: they go to a canary here, with a soak of {minutes} minutes.',
  'template-host-there':
    'The host that updates first, {host}, is there already: nothing of this plan is tried on it, and its gates do not stand.',
  'no-way-back':
    'The version that is installed now, {package} {version}, is no longer kept by any source: there is no way back by packages.',
  'way-back-rebuilt':
    'Nobody keeps {packages}: the way back is what the host makes anew from what is installed, before anything is touched. Configuration files are in it as they are on the host, and after going back a later update replaces them without asking.',
  'cluster-of-one':
    'The host, or a guest that goes with it, is the only member of cluster {cluster}: the service will be down for about {seconds} s.',
  'cluster-limit-impossible': 'Cluster {cluster} allows {limit} hosts away and {away} are away already.',
  'window-too-short': 'The plan for this host takes {needed} s; what is left of the window is {left} s.',
  'no-occurrence': 'The window of environment {environment} has no occurrence ahead.',
  'conffile-blocked': '{path} on the host and what {package} brings of it are two, and policy blocks the update.',
  'kept-conffile':
    '{path} on the host and what {package} brings of it are two; its own is kept, the packaged one lies beside it.',
  // -- calendar
  'window-start-in-gap':
    'The clocks of {zone} have no {start} on {date}: the window begins at the first instant after the jump, {starts}.',
  'window-start-in-fold':
    'The clocks of {zone} show {start} twice on {date}: the window begins the first time, {starts}.',
  'window-other-length':
    'The clocks of {zone} change in the window of {date}: it is {minutes} minutes long, usually {usual}.',
  'window-other-end':
    'The clocks of {zone} change in the window of {date}: after its {minutes} minutes they show {ends}, usually {usual}.',
  'window-closed-by-clocks': 'The clocks of {zone} change in the window of {date} and leave no time to begin in it.',
  'window-cut-by-freeze': 'A freeze ({freeze}: {why}) lets hosts begin only from {starts} until {cutOff}.',
  'window-frozen': 'A freeze ({freeze}: {why}) leaves no time to begin in the window of {starts}.',
  frozen: 'Nothing begins until {ends}: freeze {freeze} ({why}).',
  'zone-rules-moved':
    'The time-zone database went from {planned} to {current}: occurrence {id} in {zone} is now from {starts} to {ends}. Plan again.',
  // -- checker
  'check-wave-exceeds-limit': 'Wave {wave} takes {found} hosts of cluster {cluster} away; its limit is {limit}.',
  'check-groups-mixed': 'Wave {wave} holds hosts of groups {groups}; groups exclude each other.',
  'check-carrier-with-guest': 'Wave {wave} holds {carrier} and its guest {guest}, which never go together.',
  'check-host-twice': 'Host {host} is in more than one wave.',
  'check-host-missing': 'Host {host} is in the bounds but in no wave, or in a wave but not in the bounds.',
  'check-digest-mismatch': 'The {what} does not have the digest that the header states.',
  'check-outside-patch-set': '{package} {version} is planned but not a target of the patch set, or with another hash.',
  'check-version-falls': '{package} would fall from {from} to {to}.',
  'check-excepted': '{package} is planned, which exception {exception} leaves out on this host.',
  'check-kernel-removal':
    '{package} would be taken away with kernel {kernel}, which stays, or is none of its packages.',
  'check-removal-unnamed': '{package} would be removed and is not named in the bounds.',
  'check-step-order': 'The steps are not in their order: {detail}.',
  'check-wave-too-large': 'Wave {wave} holds {found} hosts; at most {limit} may be away.',
  'check-generation': 'The generation {found} of host {host} is not above {current}.',
  'check-occurrence': "The occurrence {id} is not one of the policy's window.",
  'check-way-back': 'The way back of {package} is not the version that is installed.',
  'check-transaction-differs': "The transaction is not what the host's own proposal says: {detail}.",
  'check-differs-from-policy':
    'The {what} is not what policy and observation give: expected {expected}, found {found}.',
  'check-host-forgotten': 'Host {host} is of this environment but neither planned nor named in the report.',
  'template-host-missing':
    'The host that updates first (`{selector}`) is not in the plan: {detail}. Nobody else may begin before it: put that right and plan again, or change the policy.',
  'template-hosts-several':
    'The host that updates first is one, and `{selector}` selects {hosts}. Move a label, or name one of them in the policy, and plan again.',
} as const satisfies Readonly<Record<string, string>>;
