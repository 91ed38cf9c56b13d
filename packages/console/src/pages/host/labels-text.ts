// Labels as people write them: one a line, since values may have blanks.

type Labels = Readonly<Record<string, string>>;

export const textOf = (labels: Labels): string =>
  Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join('\n');

/** `null`: a line that is no label, or one label twice. */
export const labelsOf = (text: string): Labels | null => {
  const labels = new Map<string, string>();
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const [, label = '', value = ''] = /^([^=]+)=(.+)$/.exec(line) ?? [];
    if (label === '' || labels.has(label.trim())) return null;
    labels.set(label.trim(), value.trim());
  }
  return Object.fromEntries(labels);
};
