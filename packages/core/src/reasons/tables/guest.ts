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
} as const satisfies Readonly<Record<string, string>>;
