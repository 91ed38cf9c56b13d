/** How the executor's own copies are named; the packages as the index names them. */
export const DNF_STAGED = { index: 'index.json', packageEnd: '.rpm' } as const;
