"""What a real Moodle wrote is read right: every student of it gets what he or she handed in, and nobody else's."""

from pathlib import Path

import pytest

from grader.classroom import roster
from grader.classroom.intake import take_in
from grader.classroom.received import Intake
from tests.support.moodle_class import BOOKS, GRADED, PLACE, WORKSHEETS, missing, needs_files

pytestmark = needs_files
HANDED_IN = 15  # of 16, one of whom only typed


def taken(archive: str, of: str, place: Path) -> Intake:
    return take_in(PLACE / archive, place / "in", roster.read(PLACE / of))


def folders(found: Intake) -> set[str]:
    return {each.student.name for each in found.received if each.submission}


@pytest.mark.parametrize("archive", ["plain-folders.zip", "plain-flat.zip"])
@pytest.mark.parametrize("worksheet", WORKSHEETS)
def test_everybody_of_a_class_is_found_in_every_language(archive: str, worksheet: str, tmp_path: Path) -> None:
    found = taken(archive, worksheet, tmp_path)

    assert [each.name for each in missing(found, roster.read(PLACE / worksheet))] == ["Grace Hopper"]
    assert not [each.name for each in found.received if not each.student.on_roster]
    assert len(found.received) == HANDED_IN
    assert sum(each.submission is not None for each in found.received) == GRADED
    refused = [each for each in found.received if not each.submission]
    assert [each.student.name for each in refused] == ["Tex Online"]
    ids = {each.student.name: each.student.id for each in found.received}
    assert (ids["Ada Lovelace"], ids["مريم القحطاني"]) == ("1815001", "0042")
    drafts = [each.student.name for each in found.received if any("draft" in note for note in each.notes)]
    assert drafts == ["Dora Draft"]
    assert all("2026" in each.handed for each in found.received)


@pytest.mark.parametrize("archive", ["plain-folders.zip", "plain-flat.zip"])
@pytest.mark.parametrize("book", BOOKS)
def test_a_gradebook_finds_all_but_twins_of_one_name(archive: str, book: str, tmp_path: Path) -> None:
    found = taken(archive, book, tmp_path)

    strangers = [each.student.name for each in found.received if not each.student.on_roster]
    assert strangers == ["Jan Novák", "Jan Novák"]
    assert sorted(each.name for each in missing(found, roster.read(PLACE / book))) == [
        "Grace Hopper",
        "Jan Novák",
        "Jan Novák",
    ]


def test_blind_marking_is_read_by_numbers(tmp_path: Path) -> None:
    found = taken("blind-folders.zip", "blind-worksheet.csv", tmp_path)

    assert not [each.name for each in found.received if not each.student.on_roster]
    assert [each.id for each in missing(found, roster.read(PLACE / "blind-worksheet.csv"))] == ["Participant 25"]
    assert len(folders(found)) == GRADED


def test_every_member_of_a_team_gets_what_the_team_handed_in(tmp_path: Path) -> None:
    found = taken("team-folders.zip", "team-worksheet.csv", tmp_path)

    of_team = {each.student.name: each.name for each in found.received}
    assert of_team["Ada Lovelace"] == of_team["Zoë Müller-Straße"]
    assert of_team["小龍 李"] == of_team["Seán O'Brien"] == of_team["प्रिया शर्मा"]
    assert len(of_team) == 5
    assert not [each for each in found.received if not each.student.on_roster]


def test_the_number_of_a_team_is_nobody_elses(tmp_path: Path) -> None:
    found = taken("collide.zip", "collide-worksheet.csv", tmp_path)

    assert folders(found) == {"مريم القحطاني", "Noah Without-Number"}
    assert "Ada Lovelace" in {
        each.name for each in missing(found, roster.read(PLACE / "team-worksheet.csv"))
    }  # whose number the group has


@pytest.mark.parametrize("name", ["gradebook.ods", "gradebook.xls"])
def test_a_workbook_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(roster.RosterError, match="CSV"):
        roster.read(PLACE / name)
