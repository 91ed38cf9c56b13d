"""Which spans of versions meet, by librpm: [name, flags, version] each, as a list on standard input."""

import json
import sys

import rpm

spans = [rpm.ds((name, flags, version), "Requires") for name, flags, version in json.load(sys.stdin)]
print("".join("1" if one.Compare(other) else "0" for one in spans for other in spans))
