// Of rollouts and the steps on a host. See index.ts.

export const ROLLOUT = {
  // -- rollout
  'waiting-for-wave': 'Its wave, number {wave}, has not begun.',
  'waiting-for-soak': 'The wave that has settled soaks until {until}.',
  'waiting-for-person': 'A person must say "go on": `slipway rollout go-on {rollout}`.',
  'wave-shows-nothing':
    'No host of wave {wave}, which goes before the others, is done: its gates have nothing to stand on. See why, abort, and plan again.',
  'wave-wants-word':
    'No host of wave {wave}, which goes before the others, is done. See why; then `slipway rollout go-on {rollout}`, or abort and plan again.',
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
  'plan-refused': '{person} refused the plan at {at}: {why}. It takes another plan, or somebody who asks again.',
  'plan-not-refused': 'Nobody refused the plan, and no change request of it has ended: there is nothing to ask again.',
  'plan-carried-out': 'The plan was carried out already, by {rollout}. Plan again.',
  'change-request-missing': 'The plan has no change request, and its rule asks for one. Plan again.',
  'change-request-ended':
    'Change request {number} is {state}: nothing more is done under it. Plan again, or ask again for the same plan.',
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
  'stopped-by-budget': 'Hosts that failed or were lost: {failed}; the budget is {budget}. Nobody further starts.',
  'still-so-waited':
    'The soak is over, and whether these {count} are still well is not known yet: {hosts}. Who has not said by {until} counts as failed.',
  'still-so-not': 'It was done, and after the soak it is no longer well: {detail}.',
  'still-so-unsaid': 'It was done, and has not said since its soak ended at {until} that it is still well: {detail}.',
  'stopped-by-switch': 'The switch that stops everything is thrown.',
  'aborted-by-person': 'Aborted by {person}.',
  'host-lost': 'The host has been silent since {since}, past its deadline; its lease is kept.',
  'reboot-people':
    'People who are logged in have until {until} before the host reboots; it goes at once when they are gone.',
  'reboot-asked': 'The host was asked to reboot at {at} and has not gone down yet.',
  'reboot-not-down':
    'The host was asked to reboot at {at} and is still up after {minutes} min (deadline {limit} min): see what holds its shutdown (`systemd-inhibit --list` there).',
  'reboot-down': 'The host went down at {since} and is not back after {minutes} min (deadline {limit} min).',
  'reboot-back': 'The host is back under another boot, heard at {at}, and has still to prove it.',
  'reboot-lost': 'The host went down at {since} to reboot and did not come back within {limit} min; its lease is kept.',
  drifted: "The host's packages changed since planning and the change left the approved bounds: {detail}.",
  'labels-not-frozen':
    'Agents too old for a plan that holds the labels it was made with: {count}. No approval of another plan counts for it until they are upgraded.',
  'label-moved':
    'Its label {label} was {planned} when this was planned and is {found} now: clusters, groups and hooks hang on it. Plan it again.',
  'window-plan-replaced': 'Another plan took the place of the one that was announced.',
  'window-rollout-over': 'The rollout has ended before it: {done} of {hosts} hosts are done.',
  'window-left-out': 'They are not in what is planned for that time any more.',
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
  'step-not-in-this-version':
    'The step {step} is not run: nothing in policy asks for it, or this version does not have it.',
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
  'output-unreadable': 'The output of the running transaction cannot be read: {detail}.',
  'file-age-unknown': 'The age of {path} is not known: {detail}.',
  'cluster-says-no': 'The cluster says that no further member may go: {detail}.',
  'way-back-not-rebuilt':
    'A package of {package} {version}, for the way back, could not be made from what is installed: {detail}.',
  'prefetch-incomplete': 'The file of {package} {version} is not on the host.',
  'file-hash-mismatch': 'The file of {package} {version} has another SHA-256 than the plan.',
  'disk-full': '{path} has {freeBytes} bytes free; {neededBytes} are needed.',
  'lock-held': 'The package database is locked by {holder} since {since}.',
  'apply-not-begun':
    'Asked again right before the transaction, the package manager would not do what was approved, so it was not let begin and nothing was installed: {detail}.',
  'applied-in-part': 'Applied {applied} of {planned} updates; the rest is left for the next window: {detail}.',
  'part-too-long': 'The next one takes about {needed} s, and {left} s of the window are left for it.',
  'apply-failed': 'The package manager ended with status {status}: {detail}.',
  'apply-interrupted': 'The transaction was interrupted and repaired.',
  'versions-differ': '{package} is at {found}; planned was {expected}.',
  'unit-unknown': 'The state of the unit {unit} cannot be read, so that afterwards nobody could compare it.',
  'services-unknown': 'The service manager does not say which services run: {detail}.',
  'unit-not-active': 'The unit {unit} was active before and is {state} now.',
  'check-unknown':
    'What the check {check} would be compared with cannot be measured, so that nothing was changed: {detail}.',
  'checks-ill-before': 'Ill before the change already, and so no fault of it and no proof: {checks}.',
  'history-unknown': 'The history of the package manager cannot be asked for this transaction: {detail}.',
  'left-beside-unknown': 'Whether another version lies beside a configuration file cannot be said: {detail}.',
  'files-unknown': 'The files of what changed cannot be held against what the package manager noted: {detail}.',
  'file-differs': '{path} of {package} {how}; of {others} more files of what changed the same is so.',
  'check-failed': 'The check {check} failed: {detail}.',
  'memory-still-old': '{count} processes still run old code: {processes}.',
  'sessions-still-old':
    '{count} processes outside of any service, such as logins, run old code until they end: {processes}.',
  'old-code-told-otherwise':
    '{program} finds old code in other services than the processes themselves show: in {also} as well, and not in {not}. {acted}.',
  'old-code-unasked':
    '{program} is installed, and what it says of old code cannot be read: {detail}. The processes themselves decide.',
  'modules-unlooked':
    '{packages} hold modules of an interpreter, and nothing shows who has read the old ones. Since before the update these run: {processes}. Restart them, or install needrestart, which tells.',
  'reboot-not-proven': 'The boot id is still {bootId}: the host has not rebooted.',
  'went-back': 'The host went back to the versions of its manifest: {detail}.',
  'way-back-failed': 'The way back failed: {detail}. The host stays out of its service.',
  'left-isolated':
    'The host is kept out of its service for a person to look at: put it right, then `slipway host free` gives it back.',
  'attempt-without-lease':
    'The host says that it is at an attempt whose lease nobody holds, as after it was freed and then came back: it begins another when that has ended.',
  // -- hosts that missed their window and are isolated first
  'isolates-first': 'It missed the window that ended {ends}, and is kept from its service until it is patched.',
  'host-isolated':
    'It is kept from its service since {since}, for it missed its window: until it is patched, at the longest until {until}. `slipway host free` lets it serve as it is.',
  'isolation-awaited': 'It is to be kept from its service before it is patched, and is not yet: {detail}.',
  'isolation-ordered': 'The order of {at} is on its way.',
  'isolation-no-hook': 'Its plan names no hook for {step}, so that nothing could keep it from its service.',
  'isolation-too-long': 'The order would keep it from its service until {expires}, longer than {hours} h.',
  'isolation-expired': 'The order that kept it from its service ended {expires}, and no other came.',
  'isolation-over': 'It is not kept from its service before it is patched: {detail}. It waits for the next window.',
  'isolation-ends': 'It is to serve again, without having been patched: {detail}.',
  'isolation-stands': 'The host is kept from its service: it is given back to it first.',
  'isolated-before': 'It was kept from its service since {since} already.',
  'isolation-not-wanted': 'Policy does not want it to be kept from its service any more.',
  'isolation-window-over': 'The window that was to patch it ended {ends}.',
  'isolation-unknown': 'The controller knows nothing of why it is kept from its service.',
  'isolation-in-hand': 'An attempt has it in hand.',
  'isolation-patched': 'It has what it missed.',
  'isolation-freed': '{person} lets it serve as it is.',
  'isolation-impossible':
    'Not to be kept from their service when they miss their window, and so left to the next one: {count} ({hosts}). {detail}.',
  'stopped-before-apply': 'Stopped before anything was installed: {detail}.',
} as const satisfies Readonly<Record<string, string>>;
