# What is pending: what an upgrade of everything would do that removes nothing, and what has a newer version and stays behind.

import hawkey

import database
import holds
import repositories
from base import installed, own_repositories, same_architecture, version_of
from changes import changes_of, predecessor

NEWER = (hawkey.EQ, hawkey.LT)


def from_cache(settings):
    """By metadata that were fetched before; a repository of which there are none is an error, whatever its file says."""
    base = own_repositories(settings)
    # Its owner's `best` makes one broken update the end of all.
    base.conf.best = False
    for repository in base.repos.iter_enabled():
        repository.skip_if_unavailable = False
    base.fill_sack()
    holds.exclude_locked(base)
    return base


def run(settings, _items):
    base = from_cache(settings)
    try:
        described = {one["id"]: one for one in (repositories.describe(settings, it) for it in base.repos.iter_enabled())}
        found = installed(base)
        read = database.read(base)
        kept = staying(base)
        base.upgrade_all()
        base.resolve(allow_erasing=False)
        items = list(base.transaction or [])
        packages = {(item.name, item.arch, item.evr): item.pkg for item in items}
        updates = [
            update(base, change, package_of(packages, change), described, found)
            for change in changes_of(base, items, found)
            if change["kind"] in ("upgrade", "install", "install-beside")
        ]
        coming = {(one["name"], one["architecture"]) for one in updates}
        return dict(read, updates=updates, keptBack=[one for one in kept if (one["name"], one["architecture"]) not in coming])
    finally:
        base.close()


def package_of(packages, change):
    return packages[(change["name"], change["architecture"], change["to"])]


def update(base, change, package, described, found):
    before = predecessor(found, package)
    return {
        "name": change["name"],
        "architecture": change["architecture"],
        # Of kernels the highest that is there, although it stays.
        "from": None if before is None else version_of(before),
        "to": change["to"],
        "repository": described[package.reponame],
        "security": is_security(base, package, found),
    }


def is_security(base, package, found):
    """An advisory about security came out with this version, or with one between the installed one and it."""
    newest = predecessor(found, package)
    for order in NEWER:
        for advisory in package.get_advisories(order):
            if advisory.type != hawkey.ADVISORY_SECURITY:
                continue
            for one in advisory.packages:
                if one.name != package.name or not same_architecture(one.arch, package.arch):
                    continue
                is_new = newest is None or base.sack.evr_cmp(one.evr, newest.evr) > 0
                if is_new and base.sack.evr_cmp(one.evr, package.evr) <= 0:
                    return True
    return False


def staying(base):
    """All that have a newer version, as if none came: `held` where every newer one is out of sight by its owner's word."""
    sack = base.sack
    seen = {(it.name, it.arch) for it in sack.query().upgrades()}
    newer = {(it.name, it.arch) for it in sack.query(flags=hawkey.IGNORE_REGULAR_EXCLUDES).upgrades()}
    return [
        {"name": name, "architecture": architecture, "cause": "dependency" if (name, architecture) in seen else "held"}
        for name, architecture in sorted(newer)
    ]


