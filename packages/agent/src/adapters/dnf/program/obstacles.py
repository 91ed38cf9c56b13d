# What stands against a target, for people who have to decide between two packages: from the packages' own requires, conflicts and
# obsoletes, on both sides. dnf's own explanation is a text for people and differs from version to version.

from base import installed, offered, version_of

# A line may be long; people read the first of it.
RELATION_LENGTH_MAX = 300


def obstacle_of(base, wanted, against):
    """`against`: a package that would have to go, or `None`: whichever stands in the way."""
    for other in installed(base):
        if other.name == wanted.name or (against is not None and other.name != against["name"]):
            continue
        relation = between(base, wanted, other)
        # Where a newer one that goes with the target is offered, the installed one stands against nothing.
        if relation is None or any(between(base, wanted, one) is None for one in newer(base, other)):
            continue
        if against is not None:
            return dict(against, relation=relation)
        return obstacle(other.name, other.arch, version_of(other), relation)
    return against if against is not None else unmet_need(base, wanted)


def obstacle(name, architecture, version, relation):
    return {
        "kind": "relation",
        "name": name,
        "architecture": architecture,
        "version": version,
        "relation": relation[:RELATION_LENGTH_MAX],
    }


def newer(base, package):
    return [one for one in offered(base).filter(name=package.name, arch=package.arch) if one > package]


def between(base, wanted, other):
    """Why these two cannot stand beside each other; `None`: nothing that they say."""
    return need_against(base, other, wanted) or excluding(base, wanted, other) or excluding(base, other, wanted)


def need_against(base, other, wanted):
    """What `other` needs, gets from the installed version of the wanted package, and nobody else can give."""
    before = set(base.sack.query().installed().filter(name=wanted.name))
    for need in other.requires:
        givers = set(base.sack.query().installed().filter(provides=need))
        if givers & before and not givers - before and not base.sack.query().filter(pkg=[wanted], provides=need):
            return "%s Requires: %s" % (other.name, need)
    return None


def excluding(base, one, other):
    for field, relations in (("Conflicts", one.conflicts), ("Obsoletes", one.obsoletes)):
        for relation in relations:
            if base.sack.query().filter(pkg=[other], provides=relation):
                return "%s %s: %s" % (one.name, field, relation)
    return None


def unmet_need(base, wanted):
    """What the wanted package needs and neither stands on the host nor in the index."""
    for need in wanted.requires:
        if base.sack.query().filter(provides=need):
            continue
        name = str(need).split(" ")[0]
        there = base.sack.query().installed().filter(name=name)
        version = version_of(there[0]) if there else None
        architecture = there[0].arch if there else wanted.arch
        return obstacle(name, architecture, version, "%s Requires: %s" % (wanted.name, need))
    return None
