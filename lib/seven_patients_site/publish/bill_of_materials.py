"""Tell what the book stands on: each package that the lock names, its checksums and its licence.

The site carries the list as `sbom.cdx.json`, a CycloneDX bill of materials, and the page of trust shows the
licences. Versions and checksums are the lock's, licences what the installed packages say of themselves.
`BOOK_LOCK` names another lock, where the site is built with another.

    python -m seven_patients_site.publish.bill_of_materials PATH   # writes the bill of materials to a file
"""

import os
import re
import sys
import time
import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import metadata
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from seven_patients_site import ROOT

LOCK = Path(os.environ.get("BOOK_LOCK", ROOT / "requirements.txt"))
FILE = "sbom.cdx.json"

SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Artistic License": "Artistic-1.0-Perl OR GPL-2.0-or-later",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "ISC license": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
}
"""What packages call their licences in words, where the words leave no doubt."""

ELSEWHERE = {
    "appnope": "BSD-2-Clause",
    "axe-playwright-python": "MIT",
    "colorama": "BSD-3-Clause",
    "overrides": "Apache-2.0",
    "pexpect": "ISC",
    "ptyprocess": "ISC",
    "pywinpty": "MIT",
}
"""Licences of packages that do not say theirs, or that not every system installs; read in their own files."""


def asked_for():
    """Return the names that the book itself asks for, from the files that its locks are made from."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("requirements*.in"))]
    return re.findall(r"^\w[\w-]*", "".join(texts), re.MULTILINE)


def locked(lock=LOCK):
    """Return what a lock names: each requirement with its checksums, in the lock's order."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split() for line in text.splitlines() if line[:1].strip(" #")]
    return [
        (
            Requirement(" ".join(word for word in words if not word.startswith("--hash="))),
            [word.removeprefix("--hash=sha256:") for word in words if word.startswith("--hash=")],
        )
        for words in lines
    ]


@cache
def licence(name):
    """Return the licence that a package says it is under, as an SPDX expression where it leaves no doubt.

    >>> licence("jupytext")
    'MIT'
    >>> licence("colorama")  # on Windows alone
    'BSD-3-Clause'
    """
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    said = metadata(name)
    words = said.get("License", "").strip()
    if len(words) > 40 or words == "UNKNOWN":  # a whole licence, or nothing
        words = ""
    classes = [
        line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License ::")
    ]
    told = said.get("License-Expression") or words or " or ".join(classes)
    return SPDX.get(told, told)


def component(requirement, checksums):
    """Return one locked package as CycloneDX describes it, with a checksum for each file of its release."""
    name, version = requirement.name, next(iter(requirement.specifier)).version
    address = PackageURL("pypi", name=canonicalize_name(name), version=version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(address.to_string()),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=checksum) for checksum in checksums],
    )
    needed = [Property(name="lock:marker", value=str(requirement.marker))] if requirement.marker else []
    return Component(
        type=ComponentType.LIBRARY,
        name=name,
        version=version,
        bom_ref=address.to_string(),
        purl=address,
        licenses=[LicenseFactory().make_from_string(licence(name))],
        external_references=[files],
        properties=needed,
    )


def bill():
    """Return the bill of materials as JSON, the same for the same lock and moment."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    moment = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())), UTC)
    book = Component(
        type=ComponentType.APPLICATION,
        name=project["name"],
        version=project["version"],
        bom_ref=project["name"],
        licenses=[LicenseFactory().make_from_string(project["license"])],
    )
    packages = [component(*package) for package in locked()]
    materials = Bom(
        components=packages,
        metadata=BomMetaData(component=book, timestamp=moment),
        serial_number=uuid5(NAMESPACE_OID, LOCK.read_text(encoding="utf-8")),
    )
    asked = set(asked_for())
    materials.register_dependency(book, [package for package in packages if package.name in asked])
    return JsonV1Dot6(materials).output_as_string(indent=1) + "\n"


def licences():
    """Return, for each licence, the packages under it, the commonest first."""
    packages = {}
    for requirement, _ in locked():
        packages.setdefault(licence(requirement.name), set()).add(requirement.name)
    return {told: sorted(names) for told, names in sorted(packages.items(), key=lambda item: -len(item[1]))}


def write(path):
    """Write the bill of materials to a file."""
    path.write_text(bill(), encoding="utf-8", newline="\n")


def write_on(site):
    """Put the bill of materials on a finished site."""
    write(site / FILE)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
