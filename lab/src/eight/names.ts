/** Passwords of a network that leads nowhere else and stands for minutes. */
export const SHOP = { user: 'shop', password: 'shop-in-the-lab' } as const;
export const REPLICATOR = { user: 'replicator', password: 'replicator-in-the-lab' } as const;
/** What the hooks ask the other one of the pair as. */
export const HOOKS_ROLE = { user: 'slipway', password: 'slipway-in-the-lab' } as const;

export const DATABASE = 'shop';
export const QUEUE = 'orders';

/** As Debian names its cluster. */
export const CLUSTER = '15/main';
export const CLUSTER_UNIT = 'postgresql@15-main.service';
