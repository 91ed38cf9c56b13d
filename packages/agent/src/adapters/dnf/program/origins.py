# Which repositories publish what is installed: exactly, in another version, or another package of its source. Who counts before whom
# is not decided here.

import repositories
from base import installed, offered, version_of
from pending import from_cache


def run(settings, _items):
    base = from_cache(settings)
    try:
        described = [repositories.describe(settings, it) for it in base.repos.iter_enabled()]
        exact, newest, sources = published(base)
        return {
            "repositories": described,
            "packages": [entry(base, one, exact, newest, sources) for one in installed(base)],
        }
    finally:
        base.close()


def published(base):
    """By exact package, by name, and by source package; the last two with the newest for each repository."""
    exact, newest, sources = {}, {}, {}
    for one in offered(base):
        exact.setdefault((one.name, one.arch, one.evr), set()).add(one.reponame)
        raise_to(newest.setdefault((one.name, one.arch), {}), one)
        raise_to(sources.setdefault(source_name(one), {}), one)
    return exact, newest, sources


def raise_to(known, package):
    before = known.get(package.reponame)
    if before is None or package.evr_gt(before):
        known[package.reponame] = package


def source_name(package):
    """`NAME-VERSION-RELEASE.src.rpm`, of which neither of the last two holds a hyphen."""
    return (package.sourcerpm or package.name).rsplit("-", 2)[0]


def entry(base, package, exact, newest, sources):
    reach = {id_: one for id_, one in sources.get(source_name(package), {}).items() if not one.evr_lt(package)}
    return {
        "name": package.name,
        "architecture": package.arch,
        "version": version_of(package),
        "exact": sorted(exact.get((package.name, package.arch, package.evr), ())),
        # As dnf's history has it: where it came from when it was installed.
        "from": package.from_repo,
        "newest": {id_: version_of(one) for id_, one in newest.get((package.name, package.arch), {}).items()},
        "ofSource": sorted(reach),
    }
