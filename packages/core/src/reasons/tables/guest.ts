// Of guests: why a carrier does not begin with them, or does not end without them. See index.ts.

export const GUEST = {
  'guests-no-choice':
    'Guests run on the host ({guests}), it may be rebooted, and policy does not say what becomes of them (`guests`): stop, move or leave.',
  'guests-left':
    'Policy leaves the guests where they are ({guests}), and the host may be rebooted: with `reboot: never` it is not.',
  'guest-not-back': 'The guest {guest} does not run again: {detail}.',
  'guest-not-gone': 'The guest {guest} is still here: {detail}.',
  'guest-not-startable': 'The guest {guest} could not be brought back once it was gone: {detail}.',
  'guests-stay-away':
    'The guests that were moved away ({guests}) stay where they are: what stands on this carrier is not proven.',
  'carrier-takes-guests':
    '{carrier} shuts its guests down while it is changed, which are hosts themselves: {guests}. They count as away with it, and never go in its wave.',
  'carrier-spares-guests':
    '{carrier} carries hosts that serve on while it is changed: {guests}. None of them goes in its wave, or begins while it is at work.',
  'guest-unclear':
    'The guest {guest} of {carrier} may be {host}, and cannot be told for sure: two hosts have one identity, or two carriers tell of it. It counts as that one.',
  'carrier-takes-too-many':
    'With its guests the host takes {going} of cluster {cluster} away, which allows {limit} and has {away} away already. Have them moved (`guests`), or spread them over carriers.',
  'carrier-takes-groups':
    'With its guests the host takes groups {groups} away at once, which exclude each other. Have them moved (`guests`), or spread them over carriers.',
  'carrier-away':
    'The host is a guest of {carrier}, which is at work or was shut down with it: it waits for the end of that, and until it is heard after it.',
  'guest-under-way': 'Its guest {guest} is at work itself: a carrier does not go under it.',
} as const satisfies Readonly<Record<string, string>>;
