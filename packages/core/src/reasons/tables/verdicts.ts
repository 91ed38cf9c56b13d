// Of verdicts and urgency. See index.ts.

export const VERDICTS = {
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
  'records-not-begun': 'Nothing was recorded of the host at that time.',
  'effect-not-known':
    'Another version of what is overdue is on disk; whether it mends it, or old code still runs, is not known.',
  'host-look-failed': 'The controller could not look at the host; its log says why.',
  'host-not-looked-at': 'The controller did not look at the host for more than 48 hours.',
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
  // -- urgency
  'no-rule-applies': 'No urgency rule sets a deadline.',
  'deadline-by-rule': 'Rule {rule}: {because}. It is due {days} days after {start} ({clock}).',
  'deadline-at-the-latest':
    'Rule {rule}: {missing} is not known. Whatever it is, it is due {days} days after {start} ({clock}), or earlier.',
  'upgrade-by-rule': 'Rule {rule}: {because}. It is fixed with the next upgrade.',
  'urgency-not-known': 'Rule {rule}: {missing} is not known, so that nobody can say how urgent it is.',
} as const satisfies Readonly<Record<string, string>>;
