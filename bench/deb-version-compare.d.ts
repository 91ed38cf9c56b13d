// The package comes without types.
declare module 'deb-version-compare' {
  function compare(a: string, b: string): number;
  export = compare;
}
