import type { Mutation } from './mutation.ts';
import { MUTATIONS_OF_HEADER } from './mutations-of-header.ts';
import { MUTATIONS_OF_HOST_PLANS } from './mutations-of-host-plans.ts';

/** By name, so that a mutation that nobody catches says what it was. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = { ...MUTATIONS_OF_HEADER, ...MUTATIONS_OF_HOST_PLANS };
