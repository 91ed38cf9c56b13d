/** How the frozen index lies among the staged files; beside it are the packages, as `HEX.rpm`. */
export const INDEX_NAME = 'index.json';
