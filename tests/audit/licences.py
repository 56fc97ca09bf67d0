"""Whether the licences of what is pinned let MIT software be built on it, as the packages' own metadata has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

ALLOWED: Final = frozenset(
    (
        "MIT",
        "MIT-0",
        "ISC",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSD",
        "Apache-2.0",
        "PSF-2.0",
        "CNRI-Python",
        "0BSD",
        "Zlib",
    )
)
"""Ask for no more than that their text and notice are kept. "BSD" is what classifiers call all of its forms."""

SAID: Final = {
    "MIT License": "MIT", "The MIT License (MIT)": "MIT", "ISC License (ISCL)": "ISC", "ISC License": "ISC",
    "BSD License": "BSD", "BSD 2-Clause License": "BSD-2-Clause", "The BSD 2-Clause License": "BSD-2-Clause",
    "Apache Software License": "Apache-2.0", "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}  # fmt: skip
"""What packages say that name no SPDX expression."""

EXCEPTIONS: Final = {
    # What is installed with the service.
    "certifi": (
        "MPL-2.0",
        "a list of certificates, passed on unchanged: MPL asks for the source of changed files alone",
    ),
    "tld": ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", "taken under MPL-1.1, unchanged; comes with courlan"),
    "feedgen": ("FreeBSD and LGPLv3+", "its readme lets users choose: taken under BSD-2-Clause"),
    # What is an extra, or runs in tests and is passed on to nobody.
    "psycopg": ("LGPL-3.0-only", "an extra, imported unchanged from where pip put it, so it can be replaced"),
    "psycopg-binary": ("LGPL-3.0-only", "as psycopg"),
    "hypothesis": ("MPL-2.0", "in tests"),
    "pathspec": ("MPL-2.0", "in tests, with mypy and hatchling"),
    "axe-playwright-python": ("", "in tests; its metadata names none, the file it comes with is MIT"),
}
"""Package: what it says, word for word, and why that is fine. Another word than that is looked at anew."""


def pins(file: Path) -> Iterator[Requirement]:
    """What a lock file pins for this machine; what is of other systems or interpreters is left out."""
    for line in file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        pin = line.split("--hash")[0].split("#")[0].strip()
        requirement = Requirement(pin) if pin else None
        if requirement and (requirement.marker is None or requirement.marker.evaluate()):
            yield requirement


def licence(about: PackageMetadata) -> str:
    """What a package says: an SPDX expression, or a name of a licence, or nothing."""
    if expression := _field(about, "License-Expression"):
        return expression
    name, _, _ = _field(about, "License").partition("\n")  # some give the whole text
    if name in SAID or name in ALLOWED:
        return SAID.get(name, name)
    kinds = [each for each in about.get_all("Classifier", []) if each.startswith("License :: ")]
    names = [kind.split(" :: ")[-1] for kind in kinds if kind.count(" :: ") > 1 and "DFSG" not in kind]
    # Several that are named without a word between them are all asked for: a choice would be guessed.
    return name if name.startswith("FreeBSD") else " AND ".join(SAID.get(each, each) for each in names) or name


def _field(about: PackageMetadata, name: str) -> str:
    return str((about.get_all(name) or [""])[0]).strip()


def is_allowed(expression: str) -> bool:
    """Whether what is joined with OR leaves a choice that is allowed in all that is joined with AND."""
    choices = re.split(r"\s+OR\s+", expression)
    return any(ALLOWED.issuperset(re.split(r"\s+AND\s+", choice)) for choice in choices)


def problems(file: Path) -> list[str]:
    """A line for each package whose licence is neither allowed nor an exception with a reason."""
    found = []
    for pin in pins(file):
        try:
            expression = licence(metadata(pin.name))
        except PackageNotFoundError:
            found.append(f"{pin.name}: pinned and not installed")
            continue
        known, _ = EXCEPTIONS.get(pin.name, (None, ""))
        if expression != known and not is_allowed(expression):
            found.append(f"{pin.name}: {expression or 'no licence is named'}")
    return found
