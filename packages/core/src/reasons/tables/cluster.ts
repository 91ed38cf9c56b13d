// What clusters say of themselves before a member goes and after. See index.ts.

export const CLUSTER = {
  'cluster-cannot-spare': 'The cluster cannot spare this host: {question} says {detail}.',
  'cluster-unknown': 'What the cluster says is not known, and counts as no: {question}: {detail}.',
  'cluster-not-whole': 'The cluster is not whole: {question} says {detail}.',
} as const satisfies Readonly<Record<string, string>>;
