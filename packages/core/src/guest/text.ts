import type { GuestName, GuestRules } from './types.ts';

/** `db1 (libvirt), web1 (lxc)` */
export const guestsText = (guests: readonly GuestName[]): string =>
  guests.map(({ kind, name }) => `${name} (${kind})`).join(', ');

export const guestRulesText = (rules: GuestRules): string => {
  switch (rules.choice) {
    case 'stop': {
      const order = rules.order === undefined ? '' : `, ${rules.order.join(' and then ')} coming back first`;
      return `shut down before, and started again (${rules.guestSeconds} s each${order})`;
    }
    case 'move': {
      const options = Object.entries(rules.parameters).map(([name, value]) => ` --${name} ${value}`);
      return `moved away and back by hook ${rules.hook}${options.join('')} (${rules.timeoutSeconds} s each)`;
    }
    case 'leave':
      return 'left running';
    default:
      return rules satisfies never;
  }
};
