"""The bill of materials lists what the lock names, all of it, as CycloneDX wants it."""

import json
import re

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from seven_patients_site.publish import bill_of_materials


@pytest.fixture(scope="module")
def bill():
    return bill_of_materials.bill()


@pytest.fixture(scope="module")
def components(bill):
    return {(part["name"], part["version"]): part for part in json.loads(bill)["components"]}


def lock():
    """Return each package and version of the lock with its checksums, read in another way."""
    blocks = re.split(r"^(?=[a-z])", bill_of_materials.LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    packages = [re.match(r"([\w.-]+)==(\S+)", block) for block in blocks]
    return {match.groups(): set(re.findall(r"sha256:(\w{64})", match.string)) for match in packages if match}


def test_every_package_of_the_lock_is_listed_with_its_checksums(components):
    wanted = lock()
    assert len(wanted) > 100
    assert all(wanted.values())
    assert {
        package: {file["content"] for file in part["externalReferences"][0]["hashes"]}
        for package, part in components.items()
    } == wanted


def test_every_package_has_a_licence(components):
    assert [package for package, part in components.items() if not part["licenses"]] == []


def test_the_bill_is_valid(bill):
    some = json.loads(bill)
    some["components"] = some["components"][::10]  # the check takes ten seconds for all
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(some)) is None


def test_the_same_lock_and_moment_give_the_same_bytes(bill, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    first = bill_of_materials.bill()
    assert first == bill_of_materials.bill()
    assert json.loads(first)["serialNumber"] == json.loads(bill)["serialNumber"]


def test_what_the_book_asks_for_is_what_it_depends_on(bill):
    depends = {entry["ref"]: entry.get("dependsOn", []) for entry in json.loads(bill)["dependencies"]}
    names = {address.partition("/")[2].partition("@")[0] for address in depends["onearm"]}
    assert names == set(bill_of_materials.asked_for())


def test_every_package_stands_under_one_licence_on_the_page():
    told = [name for names in bill_of_materials.licences().values() for name in names]
    assert sorted(told) == sorted({name for name, _ in lock()})
    assert "" not in bill_of_materials.licences()
