"""A data package as others write it: what Frictionless allows is read, or refused where it is named."""

import datetime
import json

import pytest
from refusals import refused

from onearm.ledger import read_table
from onearm.ledger.schemas import dictionary


def package(folder, schema, text="key,day\n1,2025-07-15\n2,\n", **resource):
    """Write a package of one table, and return its folder."""
    resource = {"name": "visits", "path": "visits.csv", "schema": schema} | resource
    (folder / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    (folder / "visits.csv").write_text(text, encoding="utf-8")
    return folder


def fields(*more, **key):
    return {"fields": [{"name": "key"} | key, {"name": "day", "type": "date"}, *more]}


def test_a_key_may_be_a_text_a_path_a_list_of_one_and_a_column_without_a_type_is_text(tmp_path):
    read = read_table("visits", package(tmp_path, fields() | {"primaryKey": "key"}, path=["visits.csv"]))
    assert read.dtypes.astype(str).to_dict() == {"key": "str", "day": "datetime64[s]"}
    assert read["key"].tolist() == ["1", "2"]
    assert read["day"][0] == datetime.datetime(2025, 7, 15)
    assert read["day"].isna().tolist() == [False, True]
    assert "| `day` | date | yes |  |  |" in dictionary(tmp_path)


def test_missing_values_words_and_limits_may_be_written_as_cells_are(tmp_path):
    seen = {"name": "seen", "type": "boolean"}
    limits = {"minimum": "1", "enum": ["1", "2"]}
    schema = fields(seen, type="integer", constraints=limits) | {"missingValues": ["", "NA"]}
    text = "key,day,seen\n1,NA,TRUE\n2,2024-02-29,0\n"
    read = read_table("visits", package(tmp_path, schema, text))
    assert read["key"].tolist() == [1, 2]
    assert read["seen"].tolist() == [True, False]
    assert read["day"].isna().tolist() == [True, False]


def test_a_foreign_key_may_lead_to_several_columns_and_to_its_own_table(tmp_path):
    link = {"fields": ["key", "day"], "reference": {"fields": ["day", "key"]}}
    schema = {"fields": [{"name": "key"}, {"name": "day"}], "foreignKeys": [link]}
    read = read_table("visits", package(tmp_path, schema, "key,day\na,b\nb,a\n"))
    assert len(read) == 2
    package(tmp_path, schema, "key,day\na,b\nb,c\n")
    assert "visits.csv, line 2" in refused(read_table, "visits", tmp_path)


def test_a_cell_of_a_megabyte_is_read(tmp_path):
    read = read_table("visits", package(tmp_path, fields(), f"key,day\n{'x' * 2**20},\n"))
    assert len(read["key"][0]) == 2**20


def test_a_column_of_many_rows_is_looked_up_once(tmp_path):
    link = {"fields": "key", "reference": {"resource": "", "fields": "key"}}
    rows = "".join(f"{key},\n" for key in range(20_000))
    read = read_table("visits", package(tmp_path, fields() | {"foreignKeys": [link]}, f"key,day\n{rows}"))
    assert len(read) == 20_000


@pytest.mark.parametrize(
    "path",
    [
        *("../visits.csv", "a/../../visits.csv", "/visits.csv", "C:\\visits.csv", "a\\b.csv"),
        *("https://example.org/visits.csv", "", None, 3, [], ["visits.csv", "more.csv"]),
    ],
)
def test_a_path_leads_to_one_file_within_the_folder(tmp_path, path):
    folder = package(tmp_path, fields(), path=path)
    assert "resource 'visits': path must be that of one file" in refused(read_table, "visits", folder)


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        (None, "schema must be an object"),
        ("schema.json", "schema must be an object"),
        ({}, "fields must be a list"),
        ({"fields": []}, "fields must hold at least one"),
        ({"fields": ["key"]}, "field 1 must be an object"),
        ({"fields": [{"type": "string"}]}, "field 1: name must be a text"),
        ({"fields": [{"name": "key"}, {"name": "key"}]}, "a name of its own"),
        (fields(type="geopoint"), "field 1, 'key': type must be one of string"),
        (fields(type="number", decimalChar=","), 'decimalChar must be "."'),
        (fields(format="email"), 'format must be "default"'),
        (fields(type="boolean", trueValues="yes"), "trueValues must be a list"),
        (fields(constraints=[]), "constraints must be an object"),
        (fields(constraints={"required": "yes"}), "required must be true or false"),
        (fields(constraints={"minimum": 3}), "each constraint must be one of"),
        (fields(constraints={"pattern": "("}), "pattern must be a regular expression"),
        (fields(type="integer", constraints={"minimum": "low"}), "each value of minimum must be a whole"),
        (fields(constraints={"enum": [3]}), "each value of enum must be a text"),
        (fields() | {"missingValues": "NA"}, "missingValues must be a list"),
        (
            fields() | {"primaryKey": "other"},
            "primaryKey must be the name of a field or a list of names out of",
        ),
        (fields() | {"primaryKey": []}, "primaryKey must be the name of a field"),
        (fields() | {"foreignKeys": [{"fields": "key"}]}, "reference must be an object"),
        (
            fields() | {"foreignKeys": [{"fields": "key", "reference": {"resource": "x", "fields": "key"}}]},
            "datapackage.json must describe 'x'",
        ),
        (
            fields() | {"foreignKeys": [{"fields": "key", "reference": {"fields": "other"}}]},
            "must have the columns that a foreign key",
        ),
    ],
)
def test_a_broken_schema_says_where(tmp_path, schema, says):
    assert says in refused(read_table, "visits", package(tmp_path, schema))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", "datapackage.json must be an object"),
        ("{}", "datapackage.json: resources must be a list"),
        ('{"resources": [3]}', "a resource must be an object"),
        ('{"resources": [{}]}', "a resource: name must be a text"),
        ('{"resources": [{"name": "a"}, {"name": "a"}]}', "a name of its own"),
    ],
)
def test_a_broken_package_says_what_must_be(tmp_path, text, says):
    (tmp_path / "datapackage.json").write_text(text, encoding="utf-8")
    assert says in refused(read_table, "visits", tmp_path)


def test_settings_that_are_not_read_are_refused(tmp_path):
    package(tmp_path, fields(), encoding="latin-1")
    assert "encoding must be utf-8" in refused(read_table, "visits", tmp_path)
    package(tmp_path, fields(), dialect={"delimiter": ";"})
    assert 'delimiter must be ","' in refused(read_table, "visits", tmp_path)


def test_what_is_not_there_is_named(tmp_path):
    assert "folder must hold datapackage.json" in refused(read_table, "visits", tmp_path)
    (package(tmp_path, fields()) / "visits.csv").unlink()
    assert "visits.csv must stand in the folder" in refused(read_table, "visits", tmp_path)


@pytest.mark.parametrize("day", ["2025-02-30", "15.07.2025", "2025-7-15", "20250715"])
def test_a_date_is_a_day_of_the_calendar(tmp_path, day):
    folder = package(tmp_path, fields(), f"key,day\n1,{day}\n")
    says = "visits.csv, line 2, column 'day': the cell must be a date, as in 2025-07-15"
    assert says in refused(read_table, "visits", folder)
