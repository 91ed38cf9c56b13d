// Every reason code of Slipway: one line per code, grouped by where it arises. The text is for people on call: it
// says what is so, and where there is one, what to do. `{name}` is replaced by the fact of that name.
// Codes are an interface: they never change their meaning, and a retired one is not used again.

export const REASONS = {
  // -- documents and trust
  'document-malformed': 'The {document} cannot be read: {detail}. Nothing was changed.',
  'document-version-unknown':
    'The {document} has version {found}; this program knows {known}. Upgrade this side first.',
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
  // -- verdicts: affected
  'fix-available': '{package} {installed} is affected; {fixed} fixes it.',
  'fix-needs-entitlement': '{package} {installed} is affected; {fixed} fixes it and needs {entitlement}.',
  'fix-awaited': '{package} {installed} is affected and no fix is named yet (the vendor notes: {note}).',
  'fix-not-planned': '{package} {installed} is affected and no fix is planned: the vendor says {note}.',
  'fix-never': '{package} {installed} is affected and its support has ended: no fix will come.',
  'update-names-no-vulnerability':
    '{advisory} names no vulnerability (channel: {channel}); {package} {installed} is below its {fixed}.',
  // -- verdicts: fixed, not affected
  'fix-reached': '{package} {installed} has reached {fixed}, which fixes it.',
  'affected-range-passed': '{package} {installed} lies past the last affected version.',
  'vendor-says-not-affected': 'The vendor says that {package} is not affected; installed is {installed}.',
  'version-not-affected': '{package} {installed} is none of the affected versions.',
  'vulnerability-unimportant': 'The vendor sees no harm to security in {package} {installed}.',
  'advisory-withdrawn': '{advisory} was withdrawn: {at}.',
  'advisory-names-too-much':
    '{advisory} lists {vulnerability} over all its releases; the record of the vulnerability passes over {release}.',
  // -- verdicts: unknown
  'vendor-undetermined': 'The vendor has not determined whether {package} {installed} is affected.',
  'origin-foreign':
    '{package} {installed} was not published by the distribution: what its feeds say does not hold for it.',
  'epoch-lost':
    'The inventory has lost the epoch of {package} {installed}: it cannot be compared. List the packages with their epoch number.',
  'module-unknown':
    'It is not known of which module stream {package} {installed} or the advisory is: streams cannot be compared.',
  'binary-not-named':
    '{package} {installed} is of an affected source, but not among the packages that the feed names for the fix.',
  // -- verdicts: where silence is not safe
  'release-without-feed': 'No feed speaks of {distribution} {release}: nothing is known about its packages.',
  'feed-stale': 'No feed of {distribution} {release} was confirmed lately: {feed}, the newest, not since {since}.',
  'release-unsupported': '{distribution} {release} has no security support any more (ended: {at}).',
  'release-support-extended': '{distribution} {release} gets security fixes only under extended support (until {at}).',
  'package-unsupported': 'The source package {package} has no security support in this release (ended: {at}). {note}.',
  'package-support-limited': 'The source package {package} has only limited security support: {note}.',
  'fix-not-in-archive':
    'The feed says that {package} is fixed in {fixed}, but the archive has nothing above {newest}: one of them is wrong.',
  // -- verdicts: how they stand on a host
  'old-kernel-runs':
    'The kernel {running} still runs; {installed} is installed and fixes it. Reboot (the next boot takes: {boots}).',
  'kernel-not-running': 'The affected kernel {kernel} is installed and does not run; {running} does.',
  'kernel-boots-next':
    'The affected kernel {kernel} does not run now, but the next boot takes it instead of {running}.',
  'kernel-meta-package':
    '{package} holds no code: it names the kernel to install, and each kernel that is installed is judged by itself.',
  'kernel-of-carrier': "The host shares its carrier's kernel: the kernel {kernel} on its disk does not run.",
  'running-kernel-unpackaged': 'The running kernel {running} is of no installed package, so it cannot be judged.',
  'old-code-in-memory': '{package} {installed} is fixed on disk; {count} processes still hold older code: {processes}.',
  'memory-not-looked': 'Whether processes still hold old code of {package} is not known: {detail}.',
  'fix-phased': 'The update of {package} to {fixed} is phased, and this host is not among the first.',
  'fix-kept-back': 'The package manager keeps {package} back: its update to {fixed} needs other changes.',
  'fix-without-candidate': "None of the host's repositories offers an update of {package}; {fixed} is needed.",
  // -- hosts
  'host-observed': 'The host is only observed. Adopt it with `slipway host adopt {host}` before anything may change.',
  'adoption-awaited': 'The host has not obeyed the order to be adopted yet; it does so at its next check-in.',
  'updates-unknown': "The host's package manager could not look what is pending: {detail}.",
  'not-planned': 'No plan of environment {environment} names this host yet. Cut a patch set and plan it.',
  'not-started': 'The plan is approved and nobody has started it: `slipway rollout start {plan}`.',
  'host-never-reported': 'The host has never reported an inventory.',
  'host-long-silent': 'The host has been silent for more than {hours} hours: what is known of it is from before that.',
  'inventory-awaited':
    'An attempt ended there at {ended}; what is installed and pending since then is told by its next inventory.',
  'host-unreachable': 'The host has been silent since {since}.',
  'host-missed-window': 'The host was not there in the window that ended {ends}: {detail}.',
  'install-due': 'Patch set {patchSet} is to be installed here by {due}.',
  'install-overdue': 'Patch set {patchSet} was to be installed here by {due}.',
  'host-stopped': 'The file /etc/slipway/stop stands on the host.',
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
  'host-identity-doubled': "Two systems use this host's identity. Enrol one of them again.",
  'host-refuses-more': "The host's own rules refuse: {detail}.",
  // -- planning
  'already-at-target': 'Every target is installed already.',
  'not-applicable': 'No target of the patch set is for this host.',
  'proposal-missing': 'The host has not answered with a proposal yet.',
  'proposal-outdated': 'The proposal was made on other packages than the host has now; it must be made again.',
  'proposal-unable': "The host's package manager could not simulate the update: {detail}.",
  'package-database-broken':
    'The package database is {state}. Repair it: `dpkg --configure -a`, then `apt-get -f install`.',
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
  'cluster-of-one': 'The host is the only member of cluster {cluster}: the service will be down for about {seconds} s.',
  'cluster-limit-impossible': 'Cluster {cluster} allows {limit} hosts away and {away} are away already.',
  'window-too-short': 'The plan for this host takes {needed} s; what is left of the window is {left} s.',
  'no-occurrence': 'The window of environment {environment} has no occurrence ahead.',
  'conffile-blocked': '{path} of {package} was changed on the host and policy blocks its update.',
  'kept-conffile': '{path} of {package} was changed on the host and is kept; the packaged file lies beside it.',
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
  'check-host-twice': 'Host {host} is in more than one wave.',
  'check-host-missing': 'Host {host} is in the bounds but in no wave, or in a wave but not in the bounds.',
  'check-digest-mismatch': 'The {what} does not have the digest that the header states.',
  'check-outside-patch-set': '{package} {version} is planned but not a target of the patch set, or with another hash.',
  'check-version-falls': '{package} would fall from {from} to {to}.',
  'check-excepted': '{package} is planned, which exception {exception} leaves out on this host.',
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
  // -- promotion
  'version-quarantined': '{package} {version} is kept from hosts by quarantine {quarantine}: {why}.',
  'patch-set-current': 'Nothing is said against the patch set.',
  'patch-set-held': 'The patch set is held by {person}: {why}. `slipway patch-set release` lets it go on.',
  'patch-set-over': 'The patch set was {standing} by {person}: {why}.',
  'patch-set-released': 'The patch set goes on, released by {person}: {why}.',
  'promotion-superseded': 'A newer patch set came before it had begun: {patchSet}.',
  'evidence-not-there': 'It has not been to environment {environment} under every policy of it ({policy} is missing).',
  'evidence-no-hosts':
    'There was nothing to prove in environment {environment}: no host of it had anything to do ({excused} excused). Its targets are unproven.',
  'evidence-hosts': 'In environment {environment} {done} hosts are done, {there} were there already, {excused} are excused.',
  'evidence-not-passed': 'It has not ended in environment {environment}: {state} (`slipway promotion show {promotion}`).',
  'evidence-hosts-missing':
    'In environment {environment} {count} hosts are not done, the first is {host}: {detail} (`slipway promotion show {promotion}`).',
  'evidence-gates': 'Every gate of environment {environment} was open.',
  'evidence-gates-closed': 'The gates of environment {environment} were not all passed: {state}.',
  'evidence-soak-not-begun': 'Its soak of {hours} h begins when the environment before has ended with it.',
  'evidence-soaks': 'It soaks for {hours} h, until {until}.',
  'evidence-soaked': 'It has soaked for {hours} h and more, since {since}.',
  'exposure-none-new': 'Its versions are affected by nothing that was not known when it was cut, or that what they replace has not.',
  'exposure-new': '{package} {version} brings {vulnerability}, which was not known when it was cut and which what it replaces has not.',
  'exposure-not-known': 'No feed tells what its versions are affected by.',
  'files-kept': 'All {files} files of it are in the package store.',
  'files-gone': 'The file of {package} {version} is not in the package store.',
  'promoted-by-hand': 'Its policy says nothing of promotion: it is cut, planned and started by hand.',
  'promotion-later': 'It is got ready from {at} on.',
  'promotion-has-occurrence': 'This window has its patch set: promotion {promotion} is {state}.',
  'promotion-under-way': 'Promotion {promotion} has not been closed: {state}.',
  'cut-under-way': 'The patch set is being cut.',
  'nothing-cut': 'Environment {environment} has had no patch set yet.',
  'nothing-newer': 'Environment {environment} has had no newer patch set than the one that is here.',
  'planning-under-way': 'The plan is being made: hosts are asked for their proposals.',
  'plan-not-carried-out': 'The plan was not carried out until {until}. It is never carried out late: it is planned again.',
  'rollout-under-way': 'Rollout {rollout} is under way.',
  'promotion-not-open': 'Promotion {promotion} is {state}: there is nothing to excuse.',
  'closing-not-carried-out': 'Nothing was carried out: {state}.',
  'closing-patched': '{done} hosts are done, {there} were there already, {excused} are excused.',
  'closing-hosts-missing': '{missing} hosts are not done; {done} are, {there} were there already, {excused} are excused.',
  'closing-late': 'Of {done} hosts the last was done after the end of the window, {ends}.',
  'closing-first-tier': 'There is no environment before this one.',
  'closing-healthy': 'Units and checks of all {done} hosts that are done were as before.',
  'closing-hosts-failed': '{count} hosts failed, the first is {host}.',
  'closing-kernels-gone': 'None of {hosts} hosts has a kernel beside the running one, the next and the one before.',
  'closing-kernels-left': '{count} hosts have older kernels still, the first is {host}: {kernels}.',
  'closing-kernels-unknown': 'Of {count} hosts nobody knows which kernels they have.',
  'closing-way-back': 'The replaced versions of all {hosts} hosts are kept.',
  'closing-way-back-missing': '{count} hosts cannot go back by kept files, the first is {host}.',
  // -- rollout
  'waiting-for-wave': 'Its wave, number {wave}, has not begun.',
  'waiting-for-soak': 'The wave before soaks until {until}.',
  'waiting-for-person': 'A person must say "go on": `slipway rollout go-on {rollout}`.',
  'wave-shows-nothing':
    'No host of wave {wave}, which goes before the others, is done: its gates have nothing to stand on. See why, abort, and plan again.',
  'gate-closed': 'Gate {gate} is closed: {detail}.',
  'gate-unreadable': 'Gate {gate} cannot be read, and so is closed: {detail}.',
  'probe-failed': 'The probe of {address} failed: {detail}.',
  'waiting-for-cluster': 'Cluster {cluster} has {away} of at most {limit} hosts away.',
  'waiting-for-group': 'A host of group {group} is away; groups exclude each other.',
  'waiting-for-limit': '{away} of at most {limit} hosts are away.',
  'waiting-for-host': 'The host has not yet verified its plan and fetched its files.',
  'waiting-for-occurrence': 'The next window begins {starts}.',
  'waiting-for-approval': 'The plan is not approved: {missing} wanted.',
  'approval-expired':
    'The plan is not approved any more: the approval of {people} expired {expired}; {missing} wanted.',
  'plan-refused': '{person} refused the plan at {at}: {why}. It takes another plan.',
  'change-request-missing': 'The plan has no change request, and its rule asks for one. Plan again.',
  'change-request-ended': 'Change request {number} is {state}: nothing more is done under it. Plan again.',
  'change-request-signed':
    'Change request {number} can be changed no more: somebody put a name to it. Refuse the plan and plan again.',
  'change-request-changed':
    'Change request {number} was changed meanwhile: it is at revision {revision} now. Look at it and repeat.',
  'change-request-in-use':
    'Change request {number} is carried out by {rollout}: it closes with its result. Abort the rollout to end it.',
  'answer-unsigned':
    'The answer is not signed by an outside system that is known here. The key was shown when the audience was added.',
  'answer-refused': 'The answer to change request {number} is refused: {detail}.',
  'approval-refused': 'The approval does not hold: {detail}.',
  'under-way': 'The host is at step {step} since {since}.',
  'step-overdue': 'Step {step} runs since {since}, longer than its {limit} s. It is waited for, never killed.',
  'paused-by-person': 'Paused by {person}.',
  'paused-by-restore': 'The controller was restored from a backup: look, then resume or abort.',
  'stopped-by-budget': '{failed} hosts failed or were lost; the budget is {budget}. Nobody further starts.',
  'stopped-by-switch': 'The switch that stops everything is thrown.',
  'aborted-by-person': 'Aborted by {person}.',
  'host-lost': 'The host has been silent since {since}, past its deadline; its lease is kept.',
  drifted: "The host's packages changed since planning and the change left the approved bounds: {detail}.",
  'labels-not-frozen':
    'Agents too old for a plan that holds the labels it was made with: {count}. No approval of another plan counts for it until they are upgraded.',
  'label-moved':
    'Its label {label} was {planned} when this was planned and is {found} now: clusters, groups and hooks hang on it. Plan it again.',
  superseded: 'A newer plan for this host has generation {generation}.',
  'may-begin': 'The host holds a start grant: it begins before {latest}.',
  'checklist-blocks': 'Its checklist keeps hosts from beginning: {items}.',
  'checklist-not-looked-at': 'Whether its checklist is green is not known, and nothing begins on a guess: {detail}.',
  'checklist-not-asked': 'Nobody can tell: {detail}.',
  'checklist-asked-from': 'Hosts are asked from {from} on.',
  'checklist-reading-awaited': 'Nobody can tell of {host}: {detail} (so it is with {count} of {hosts} hosts).',
  'checklist-reading-says': 'On {host} {detail} (so it is on {count} of {hosts} hosts).',
  'checklist-no-way-back': '{host} has no way back by kept files (nor have {count} of {hosts} hosts in all).',
  'checklist-no-restore-point': 'The plan makes no restore point on {host} (nor on {count} of {hosts} hosts in all).',
  'checklist-not-announced': 'The window of {starts} was not announced; it had to be {hours} h before.',
  'checklist-announced-late': 'The window of {starts} was announced at {told}, less than {hours} h before.',
  'checklist-unproven': 'The environment before has not proven {target} ({count} targets in all).',
  'grants-unused': '{count} start grants passed without the host beginning.',
  'tried-again': 'It is tried again from {at} on: {detail}.',
  'transition-refused': 'The {what} is {state}: it cannot {wish}.',
  // -- steps on the host
  'step-not-in-this-version': 'The step {step} needs what this version does not have yet.',
  'step-no-hook': 'No hook is planned for {step} on this host.',
  'step-not-needed': 'Nothing for {step} to do.',
  'step-failed': 'The step {step} failed and left no reason.',
  'step-interrupted-often': 'The step {step} was interrupted {count} times and is not tried again.',
  'hook-missing': "The hook {hook} is not in the host's hook folder.",
  'hook-not-trusted': 'The hook {hook} or its folder may be written by others than root.',
  'hook-parameter-refused': 'The parameter {parameter} of hook {hook} does not match what the host allows.',
  'hook-failed': 'The hook {hook} failed with status {status}.',
  'hook-timed-out': 'The hook {hook} did not end within {seconds} s.',
  'plug-in-missing': "The plug-in {plugIn} is not in the host's plug-in folder.",
  'plug-in-not-trusted':
    'The plug-in {plugIn}, what it links to, or a folder above one of them may be written by others than root.',
  'plug-in-parameter-refused': 'The parameter {parameter} of plug-in {plugIn} does not match what the host allows.',
  'plug-in-failed': 'The plug-in {plugIn} could not be run: {detail}.',
  'plug-in-timed-out': 'The plug-in {plugIn} did not end within {seconds} s.',
  'file-age-unknown': 'The age of {path} is not known: {detail}.',
  'cluster-says-no': 'The cluster says that no further member may go: {detail}.',
  'prefetch-incomplete': 'The file of {package} {version} is not on the host.',
  'file-hash-mismatch': 'The file of {package} {version} has another SHA-256 than the plan.',
  'disk-full': '{path} has {freeBytes} bytes free; {neededBytes} are needed.',
  'lock-held': 'The package database is locked by {holder} since {since}.',
  'apply-not-begun':
    'Asked again right before the transaction, the package manager would not do what was approved, so it was not let begin and nothing was installed: {detail}.',
  'apply-failed': 'The package manager ended with status {status}: {detail}.',
  'apply-interrupted': 'The transaction was interrupted and repaired.',
  'versions-differ': '{package} is at {found}; planned was {expected}.',
  'unit-unknown': 'The state of the unit {unit} cannot be read, so that afterwards nobody could compare it.',
  'unit-not-active': 'The unit {unit} was active before and is {state} now.',
  'check-failed': 'The check {check} failed: {detail}.',
  'memory-still-old': '{count} processes still run old code: {processes}.',
  'sessions-still-old':
    '{count} processes outside of any service, such as logins, run old code until they end: {processes}.',
  'reboot-not-proven': 'The boot id is still {bootId}: the host has not rebooted.',
  'went-back': 'The host went back to the versions of its manifest: {detail}.',
  'way-back-failed': 'The way back failed: {detail}. The host stays out of its service.',
  'left-isolated':
    'The host is kept out of its service for a person to look at: put it right, then `slipway host free` gives it back.',
  'stopped-before-apply': 'Stopped before anything was installed: {detail}.',
  // -- urgency
  'no-rule-applies': 'No urgency rule sets a deadline.',
  'deadline-by-rule': 'Rule {rule}: {because}. It is due {days} days after {start} ({clock}).',
  'deadline-at-the-latest':
    'Rule {rule}: {missing} is not known. Whatever it is, it is due {days} days after {start} ({clock}), or earlier.',
  'upgrade-by-rule': 'Rule {rule}: {because}. It is fixed with the next upgrade.',
  'urgency-not-known': 'Rule {rule}: {missing} is not known, so that nobody can say how urgent it is.',
  // -- the controller's surroundings
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
  'notice-not-taken': 'The notice was not taken by {audience}: {detail}. It is sent again under the same id.',
  'notice-given-up':
    'The notice was not taken by {audience} in {attempts} attempts, last: {detail}. It is not sent again.',
  'feed-changed-meanwhile': 'The feed {feed} was changed while it was read. It is read again at the next turn.',
  'record-unreadable': 'The record cannot be read: {detail}.',
  'record-twice': 'The feed says two different things about {what}; the first counts.',
  'index-unsigned': 'The index {uri} is not signed by a trusted key: {detail}.',
  'index-older': 'The index {uri} is dated {found}, older than the {stored} already seen.',
  'index-expired': 'The index {uri} was valid until {until}.',
  'file-unavailable': '{package} {version} could not be fetched: {detail}.',
  'token-unknown':
    'The token is not known, expired, revoked, or already used. Make a new one with `slipway enrol token`.',
  'api-token-unknown':
    'The API token is missing, not known, expired or revoked. Send a valid one as `Authorization: Bearer TOKEN`.',
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
  'store-newer':
    'The data directory was written by version {found}; this program knows {known}. Use the newer program.',
  'store-full': 'The disk of the data directory is full: {path}. Nothing was changed; make room and repeat.',
  'store-damaged': 'The database {path} cannot be read: {detail}. Restore it from a backup.',
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
