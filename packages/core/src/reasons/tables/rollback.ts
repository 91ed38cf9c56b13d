// Of rollbacks: why a host that is done cannot be taken back, and what of it stays. See index.ts.

export const ROLLBACK = {
  'rollback-not-asked': 'It is not among the hosts of rollout {rollout} that are to be taken back.',
  'rollback-not-done': 'The host did not end `done` in rollout {rollout}: {phase}.',
  'rollback-changed-since':
    '{package} is at {found}, and rollout {rollout} left it at {expected}: what came after it is not undone with it.',
  'rollback-already-back': 'Nothing is left of what rollout {rollout} changed on the host.',
  'rollback-file-gone':
    '{package} {version}, which was there before, is no longer kept in the package store: there is no way back to it.',
  'version-not-kept':
    'What hosts carried of {package} {version} is no longer kept: what is exposed with it is not known.',
  'rollback-takes-more': 'Going back would change more than rollout {rollout} did: {detail}.',
  'rollback-unsolved': "The host's package manager finds no way back to {package} {version}.",
  'rollback-kernel-stays':
    '{package} {version} came beside the kernels that were there and stays: to run the one before, boot it.',
  'rollback-nobody': 'No host of rollout {rollout} can be taken back: {detail}.',
  'rollback-of-rollback':
    'Rollout {rollout} took another one back. To go on again, lift the quarantines and plan the patch set once more.',
  'rollback-patch-set': 'Patch set {patchSet} leads back from another one: `slipway rollback make` alone plans it.',
  'check-rollback': 'It does not lead back from rollout {rollout}: {detail}.',
} as const satisfies Readonly<Record<string, string>>;
