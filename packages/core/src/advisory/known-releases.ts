// The releases that feeds name by a word of their own, in the one spelling of ours. A table and not a rule: a name that
// is not in it is of no release, because "22.04 for FIPS" or "9.4 with extended support" hold other packages than the
// release whose name they begin with. See release.ts.

/** Codename and version, oldest first; Debian's versions as OSV writes them. Source: distro-info-data. */
export const DEBIAN_RELEASES: readonly (readonly [codename: string, version: string | null])[] = [
  ['buzz', '1.1'],
  ['rex', '1.2'],
  ['bo', '1.3'],
  ['hamm', '2.0'],
  ['slink', '2.1'],
  ['potato', '2.2'],
  ['woody', '3.0'],
  ['sarge', '3.1'],
  ['etch', '4'],
  ['lenny', '5'],
  ['squeeze', '6'],
  ['wheezy', '7'],
  ['jessie', '8'],
  ['stretch', '9'],
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
  ['duke', '15'],
  ['sid', null],
];

/** As above; `LTS` stands in OSV's name of a release that is one. */
export const UBUNTU_RELEASES: readonly (readonly [codename: string, version: string, term: 'LTS' | 'interim'])[] = [
  ['warty', '4.10', 'interim'],
  ['hoary', '5.04', 'interim'],
  ['breezy', '5.10', 'interim'],
  ['dapper', '6.06', 'LTS'],
  ['edgy', '6.10', 'interim'],
  ['feisty', '7.04', 'interim'],
  ['gutsy', '7.10', 'interim'],
  ['hardy', '8.04', 'LTS'],
  ['intrepid', '8.10', 'interim'],
  ['jaunty', '9.04', 'interim'],
  ['karmic', '9.10', 'interim'],
  ['lucid', '10.04', 'LTS'],
  ['maverick', '10.10', 'interim'],
  ['natty', '11.04', 'interim'],
  ['oneiric', '11.10', 'interim'],
  ['precise', '12.04', 'LTS'],
  ['quantal', '12.10', 'interim'],
  ['raring', '13.04', 'interim'],
  ['saucy', '13.10', 'interim'],
  ['trusty', '14.04', 'LTS'],
  ['utopic', '14.10', 'interim'],
  ['vivid', '15.04', 'interim'],
  ['wily', '15.10', 'interim'],
  ['xenial', '16.04', 'LTS'],
  ['yakkety', '16.10', 'interim'],
  ['zesty', '17.04', 'interim'],
  ['artful', '17.10', 'interim'],
  ['bionic', '18.04', 'LTS'],
  ['cosmic', '18.10', 'interim'],
  ['disco', '19.04', 'interim'],
  ['eoan', '19.10', 'interim'],
  ['focal', '20.04', 'LTS'],
  ['groovy', '20.10', 'interim'],
  ['hirsute', '21.04', 'interim'],
  ['impish', '21.10', 'interim'],
  ['jammy', '22.04', 'LTS'],
  ['kinetic', '22.10', 'interim'],
  ['lunar', '23.04', 'interim'],
  ['mantic', '23.10', 'interim'],
  ['noble', '24.04', 'LTS'],
  ['oracular', '24.10', 'interim'],
  ['plucky', '25.04', 'interim'],
  ['questing', '25.10', 'interim'],
  ['resolute', '26.04', 'LTS'],
  ['stonking', '26.10', 'interim'],
];

/** Distributions that OSV names with a number: `ID` of os-release, OSV's name, and the numbers as OSV writes them. */
export const NUMBERED_RELEASES: readonly (readonly [
  distribution: string,
  ecosystem: string,
  releases: readonly string[],
])[] = [
  ['almalinux', 'AlmaLinux', ['8', '9', '10']],
  ['rocky', 'Rocky Linux', ['8', '9', '10']],
  ['azurelinux', 'Azure Linux', ['3']],
  ['mageia', 'Mageia', ['7', '8', '9']],
];

/**
 * Red Hat's streams by CPE, `enterprise_linux:9::appstream`: the release and the repositories of its one main stream.
 * `rhel_eus`, `rhel_aus`, `rhel_e4s` and `rhel_tus` are frozen at a minor release and have fixes of their own.
 */
export const RED_HAT_RELEASES: readonly (readonly [name: string, release: string])[] = [
  ['6', '6'],
  ['7', '7'],
  ['8', '8'],
  ['9', '9'],
  // From 10 on the CPE carries the minor release that an advisory came out with; VEX of what has no fix yet has none.
  ['10', '10'],
  ['10.0', '10'],
  ['10.1', '10'],
  ['10.2', '10'],
];
export const RED_HAT_REPOSITORIES: readonly string[] = [
  'appstream',
  'baseos',
  'client',
  'computenode',
  'crb',
  'highavailability',
  'nfv',
  'realtime',
  'resilientstorage',
  'rt',
  'sap',
  'sap_hana',
  'server',
  'supplementary',
  'workstation',
];
