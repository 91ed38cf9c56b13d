// Selectors: which hosts a sentence means, for example `environment = prod and package("openssl") < "3.0.22"`.
// The grammar is written down in grammar.md beside this file; a selector that cannot be read selects nothing and says so.
// May import: ids, inventory, version, reasons.

export {};
