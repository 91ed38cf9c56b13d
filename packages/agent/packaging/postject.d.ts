declare module 'postject' {
  /** Writes `data` as a named resource into an executable, in place. */
  export function inject(
    filename: string,
    resourceName: string,
    data: Buffer,
    options: { readonly sentinelFuse: string },
  ): Promise<void>;
}
