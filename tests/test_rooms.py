"""The rooms of the library: who imports whom, what each offers, and what a door costs."""

import subprocess
import sys
from importlib import import_module

import pytest
from conftest import ExamplesOfTheLibrary, library_alone

import onearm
import rooms

ROOMS = rooms.ORDER[1:]


def test_no_arrow_leads_up():
    assert [pair for pair in rooms.arrows() if rooms.height(pair[0]) <= rooms.height(pair[1])] == []


def test_an_arrow_that_leads_up_is_seen(monkeypatch, tmp_path):
    (tmp_path / "onearm" / "printed").mkdir(parents=True)
    (tmp_path / "onearm" / "printed" / "grim.py").write_text("from onearm import charts\n", encoding="utf-8")
    (tmp_path / "onearm" / "charts.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(rooms, "LIB", tmp_path)
    assert rooms.arrows() == [("onearm.printed", "onearm.charts")]
    assert rooms.height("onearm.printed") < rooms.height("onearm.charts")


def test_the_drawing_is_the_current_one():
    text = rooms.CONTRIBUTING.read_text(encoding="utf-8")
    assert rooms.described(text) == text


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_offers_what_it_lists(name):
    room = import_module(name)
    assert all(hasattr(room, offered) for offered in room.__all__)
    assert len(set(room.__all__)) == len(room.__all__)


def test_the_door_offers_what_the_rooms_do():
    offered = {
        name: getattr(import_module(room), name) for room in ROOMS for name in import_module(room).__all__
    }
    assert {name: getattr(onearm, name) for name in onearm.__all__}.items() <= offered.items()
    assert 10 <= len(onearm.__all__) <= 20


def test_a_name_that_the_door_lacks_is_told():
    with pytest.raises(AttributeError, match="module 'onearm' has no attribute 'grimm'"):
        onearm.grimm  # noqa: B018


def test_the_door_loads_nothing_before_it_is_asked():
    program = "import sys, onearm; print(sorted({'numpy', 'pandas', 'scipy', 'altair'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_trial_is_hidden_from_the_library_s_examples(pytestconfig):
    plugins = pytestconfig.pluginmanager.get_plugins()
    assert any(isinstance(plugin, ExamplesOfTheLibrary) for plugin in plugins)
    assert import_module("seven_patients.datasets")
    with library_alone():
        for name in ("seven_patients", "seven_patients.datasets", "seven_patients.none"):
            with pytest.raises(ModuleNotFoundError):
                import_module(name)
    assert import_module("seven_patients.datasets")
