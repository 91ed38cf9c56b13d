/** `prod`; `prod (databases)` for one policy of it. */
export const placeText = (place: {
  readonly environment: string;
  readonly policyName?: string | null | undefined;
}): string => {
  const { environment, policyName = null } = place;
  return policyName === null ? environment : `${environment} (${policyName})`;
};
