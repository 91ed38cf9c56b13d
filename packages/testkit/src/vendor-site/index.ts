// A vendor's repository of a test's own: signed by a real gpg, served on loopback.
// Not here: what is made of it (vendor-archive), packages of rpm systems (rpm-host).
// May import: core (types), node:.

export { openVendorSite, type VendorSite } from './vendor-site.ts';
