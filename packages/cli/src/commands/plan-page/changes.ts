import type { PlannedChange } from '@slipway/core/plan';

/** `openssl 3.0.16-1 -> 3.0.17-1`, `+ libfoo 1.2`, `- libbar 0.9`; a downgrade says so. */
export const changeText = ({
  kind,
  name,
  architecture,
  from,
  to,
}: Pick<PlannedChange, 'kind' | 'name' | 'architecture' | 'from' | 'to'>): string => {
  const subject = `${name}/${architecture}`;
  switch (kind) {
    case 'upgrade':
      return `${subject} ${from ?? '?'} -> ${to ?? '?'}`;
    case 'downgrade':
      return `${subject} ${from ?? '?'} -> ${to ?? '?'} (downgrade)`;
    case 'install':
      return `+ ${subject} ${to ?? '?'} (new)`;
    case 'install-beside':
      return `+ ${subject} ${to ?? '?'} (beside what is there)`;
    case 'remove':
      return `- ${subject} ${from ?? '?'} (removed)`;
    default:
      return kind satisfies never;
  }
};
