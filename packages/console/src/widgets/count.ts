/** `1 host`, `2 hosts`, `3 vulnerabilities`. */
export const countText = (count: number, noun: string): string => {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
};
