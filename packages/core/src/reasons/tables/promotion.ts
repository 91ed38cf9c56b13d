// Of promotion, approvals, gates and what else the process asks for. See index.ts.

export const PROMOTION = {
  'version-quarantined': '{package} {version} is kept from hosts by quarantine {quarantine}: {why}.',
  'patch-set-current': 'Nothing is said against the patch set.',
  'patch-set-held': 'The patch set is held by {person}: {why}. `slipway patch-set release` lets it go on.',
  'patch-set-over': 'The patch set was {standing} by {person}: {why}.',
  'patch-set-released': 'The patch set goes on, released by {person}: {why}.',
  'promotion-superseded': 'A newer patch set came before it had begun: {patchSet}.',
  'evidence-not-there': 'It has not been to environment {environment} under every policy of it ({policy} is missing).',
  'evidence-no-hosts':
    'There was nothing to prove in environment {environment}: no host of it had anything to do ({excused} excused). Its targets are unproven.',
  'evidence-hosts': 'Hosts of environment {environment}: {done} done, {there} there already, {excused} excused.',
  'evidence-not-passed':
    'It has not ended in environment {environment}: {state} (`slipway promotion show {promotion}`).',
  'evidence-hosts-missing':
    'Hosts of environment {environment} that are not done: {count}, the first is {host}: {detail} (`slipway promotion show {promotion}`).',
  'evidence-gates': 'Every gate of environment {environment} was open.',
  'evidence-gates-closed': 'The gates of environment {environment} were not all passed: {state}.',
  'evidence-soak-not-begun': 'Its soak of {hours} h begins when the environment before has ended with it.',
  'evidence-soaks': 'It soaks for {hours} h, until {until}.',
  'evidence-soaked': 'It has soaked for {hours} h and more, since {since}.',
  'exposure-none-new':
    'Its versions are affected by nothing that was not known when it was cut, or that what they replace has not.',
  'exposure-new':
    '{package} {version} brings {vulnerability}, which was not known when it was cut and which what it replaces has not.',
  'exposure-not-known': 'No feed tells what its versions are affected by.',
  'files-kept': 'All {files} files of it are in the package store.',
  'files-gone': 'The file of {package} {version} is not in the package store.',
  'promoted-by-hand': 'Its policy says nothing of promotion: it is cut, planned and started by hand.',
  'promotion-later': 'It is got ready from {at} on.',
  'promotion-has-occurrence': 'This window has its patch set: promotion {promotion} is {state}.',
  'promotion-under-way': 'Promotion {promotion} has not been closed: {state}.',
  'cut-under-way': 'The patch set is being cut.',
  'cut-again':
    'The cut left out {count} updates that may be had later: it is tried again, at the latest until {until}, and what was cut enters then.',
  'nothing-cut': 'Environment {environment} has had no patch set yet.',
  'nothing-newer': 'Environment {environment} has had no newer patch set than the one that is here.',
  'planning-under-way': 'The plan is being made: hosts are asked for their proposals.',
  'plan-not-carried-out':
    'The plan was not carried out until {until}. It is never carried out late: it is planned again.',
  'rollout-under-way': 'Rollout {rollout} is under way.',
  'promotion-not-open': 'Promotion {promotion} is {state}: there is nothing to excuse.',
  'closing-not-carried-out': 'No rollout of it has ended: it is {state}.',
  'closing-patched': 'Hosts: {done} done, {there} there already, {excused} excused.',
  'closing-hosts-missing': 'Hosts: {missing} not done, {done} done, {there} there already, {excused} excused.',
  'closing-left-out':
    'Hosts that see an update pending which the cut left out: {count}, the first is {host} with {package} {version}; hosts: {done} done.',
  'closing-late': 'The last host was done after the end of the window, {ends}; hosts: {done} done.',
  'closing-first-tier': 'There is no environment before this one.',
  'closing-healthy': 'Units and checks were as before on every host that is done; hosts: {done}.',
  'closing-hosts-failed': 'Hosts that failed: {count}, the first is {host}.',
  'closing-kernels-gone': 'No host has a kernel beside the running one, the next and the one before; hosts: {hosts}.',
  'closing-kernels-left': 'Hosts that have older kernels still: {count}, the first is {host}: {kernels}.',
  'closing-kernels-unknown': 'Hosts of which nobody knows what kernels they have: {count}.',
  'closing-way-back': 'The replaced versions of every host are kept; hosts: {hosts}.',
  'closing-way-back-missing': 'Hosts that cannot go back by kept files: {count}, the first is {host}.',
} as const satisfies Readonly<Record<string, string>>;
