export interface Advisory {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly architecture: string;
}

/** updateinfo.xml as vendors write it: which version came out for the sake of security. Nothing in it needs escaping. */
export function updateinfo(advisories: readonly Advisory[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<updates>',
    ...advisories.map(({ id, name, version, release, architecture }) =>
      [
        '<update from="lab@slipway.invalid" status="final" type="security" version="1">',
        `<id>${id}</id><title>${name} ${version}</title><severity>Important</severity>`,
        '<issued date="2026-01-01 00:00:00"/><updated date="2026-01-01 00:00:00"/>',
        '<pkglist><collection short="lab"><name>Slipway Lab</name>',
        `<package name="${name}" epoch="0" version="${version}" release="${release}" arch="${architecture}">`,
        `<filename>${name}-${version}-${release}.${architecture}.rpm</filename></package>`,
        '</collection></pkglist></update>',
      ].join(''),
    ),
    '</updates>',
    '',
  ].join('\n');
}
