"""Moodle's grading worksheet, filled: grade and comment of the right rows, and not one byte of anything else."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.classroom.exports import Scale, fill_worksheet, read_worksheet
from grader.classroom.exports.raw_table import TableError, parse
from grader.classroom.records import Adjustment, Record, Student
from grader.classroom.roster import RosterError
from grader.course.syllabus import Syllabus
from grader.report.report import judge
from tests.support import reports
from tests.support.moodle_class import BOOKS, GRADED, PLACE, WORKSHEETS, class_of, needs_files

GIVEN = Adjustment("", 2, "An answer in the forum.", "Grace", "2026-11-30T10:00:00+00:00")
ALL_WORKSHEETS = (
    *WORKSHEETS,
    "blind-worksheet.csv",
    "team-worksheet.csv",
    "collide-worksheet.csv",
    "small-worksheet.csv",
)
ENGLISH = "Switch the site to English"
SMALL = """\ufeffIdentifier,"Full name",Username,Status,Grade,"Maximum grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 1",Ann,ann,"Submitted for grading -  - ",,100.00,Yes,"Saturday, 28 November 2026, 12:41 PM",-,
"Participant 2",Bo,bo,"Submitted for grading -  - ",,100.00,Yes,"Saturday, 28 November 2026, 12:41 PM",-,
"""


def cells(file: Path) -> list[list[str]]:
    text = file.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def by_name(file: Path) -> dict[str, list[str]]:
    """The rows by the names of students."""
    return {row[1]: row for row in cells(file)[1:]}


def changed(before: Path, after: Path) -> set[tuple[int, int]]:
    """The cells that are not the same in both."""
    rows = zip(cells(before), cells(after), strict=True)
    return {
        (row, column)
        for row, (old, new) in enumerate(rows)
        for column, (was, now) in enumerate(zip(old, new, strict=True))
        if was != now
    }


def raw_without(file: Path, columns: set[int]) -> str:
    """The bytes of a file, apart from some columns."""
    table = parse(file.read_bytes().decode("utf-8"))
    return "".join(
        cell.raw * (column not in columns) + cell.end for row in table.rows for column, cell in enumerate(row)
    )


@needs_files
@pytest.mark.parametrize("worksheet", WORKSHEETS)
@pytest.mark.parametrize("archive", ["plain-folders.zip", "plain-flat.zip"])
def test_every_graded_row_is_filled_in_every_language_and_nothing_else(
    archive: str, worksheet: str, course: Syllabus, tmp_path: Path
) -> None:
    records = class_of(course, archive, worksheet, tmp_path)
    out = tmp_path / "out.csv"
    notes = fill_worksheet(read_worksheet(PLACE / worksheet), records, course, out)

    assert len(changed(PLACE / worksheet, out)) >= GRADED
    assert {column for _, column in changed(PLACE / worksheet, out)} <= {6, 12}
    assert raw_without(out, {6, 12}) == raw_without(PLACE / worksheet, {6, 12})
    rows = by_name(out)
    comma = worksheet != WORKSHEETS[0]
    for record in records:
        if record.report:
            # By number or login: two students have the same name.
            row = next(row for row in cells(out) if record.student.id in row[2:4])
            assert row[6] == f"{record.score:.2f}".replace(".", "," if comma else ".")
            assert row[12].startswith(f"{record.report.score} of 47 points")
    assert (rows["Grace Hopper"][6], rows["Tex Online"][6]) == ("", "")
    assert notes[0].startswith(f"{GRADED} of 16 rows are filled in.")
    assert "Grades are out of 47, but the worksheet's maximum is" in notes[1]
    assert ("cannot read the times" in " ".join(notes)) == comma  # of a row that was graded before
    assert any(
        "2 rows have no grade here" in note and "Grace Hopper" in note and "Tex Online" in note for note in notes
    )


@needs_files
@pytest.mark.parametrize("roster", [*BOOKS, None])
@pytest.mark.parametrize("worksheet", WORKSHEETS)
def test_a_class_with_another_roster_or_none_finds_its_rows(
    roster: str | None, worksheet: str, course: Syllabus, tmp_path: Path
) -> None:
    """Twins of one name, which a gradebook cannot tell apart, are found by the numbers of the worksheet."""
    records = class_of(course, "plain-folders.zip", roster, tmp_path)
    notes = fill_worksheet(read_worksheet(PLACE / worksheet), records, course, tmp_path / "out.csv")

    filled = [row for row in cells(tmp_path / "out.csv")[1:] if row[6]]
    assert len(filled) == GRADED
    assert not any("not in the worksheet" in note for note in notes)
    reference = class_of(course, "plain-folders.zip", worksheet, tmp_path / "again")
    scores = {record.student.id: record.score for record in reference if record.report}
    assert [float(row[6].replace(",", ".")) for row in filled] == [scores[row[2] or row[3]] for row in filled]


@needs_files
def test_blind_marking_is_filled_by_numbers(course: Syllabus, tmp_path: Path) -> None:
    records = class_of(course, "blind-folders.zip", "blind-worksheet.csv", tmp_path)
    notes = fill_worksheet(read_worksheet(PLACE / "blind-worksheet.csv"), records, course, tmp_path / "out.csv")

    assert notes[0].startswith(f"{GRADED} of 16 rows are filled in.")
    assert {column for _, column in changed(PLACE / "blind-worksheet.csv", tmp_path / "out.csv")} == {2, 8}
    grades = {row[0]: row[2] for row in cells(tmp_path / "out.csv")[1:]}
    assert [name for name, grade in grades.items() if not grade] == ["Participant 31", "Participant 25"]


@needs_files
@pytest.mark.parametrize("roster", ["team-worksheet.csv", None])
def test_every_member_of_a_team_gets_the_grade(roster: str | None, course: Syllabus, tmp_path: Path) -> None:
    records = class_of(course, "team-folders.zip", roster, tmp_path)
    fill_worksheet(read_worksheet(PLACE / "team-worksheet.csv"), records, course, tmp_path / "out.csv")

    graded = {name for name, row in by_name(tmp_path / "out.csv").items() if row[7]}
    assert graded == {"Ada Lovelace", "Zoë Müller-Straße", "小龍 李", "Seán O'Brien", "प्रिया शर्मा"}


@needs_files
@pytest.mark.parametrize("roster", ["collide-worksheet.csv", None])
def test_the_number_of_a_team_fills_nobody_elses_row(roster: str | None, course: Syllabus, tmp_path: Path) -> None:
    records = class_of(course, "collide.zip", roster, tmp_path)
    fill_worksheet(read_worksheet(PLACE / "collide-worksheet.csv"), records, course, tmp_path / "out.csv")

    graded = {name for name, row in by_name(tmp_path / "out.csv").items() if row[7]}
    assert graded == {"مريم القحطاني", "Noah Without-Number"}


@needs_files
def test_a_maximum_of_ten_is_filled_scaled_or_not_at_all(course: Syllabus, tmp_path: Path) -> None:
    records = class_of(course, "plain-folders.zip", "plain-worksheet.csv", tmp_path)
    sheet = read_worksheet(PLACE / "small-worksheet.csv")
    refused = fill_worksheet(sheet, records, course, tmp_path / "out.csv")
    scaled = fill_worksheet(sheet, records, course, tmp_path / "scaled.csv", Scale(auto=True))

    assert changed(PLACE / "small-worksheet.csv", tmp_path / "out.csv") == set()
    assert any(f"{GRADED} grades above the maximum of 10.00" in note and "Ada Lovelace" in note for note in refused)
    assert "Set the assignment's maximum grade to 47, or give --scale auto." in refused[1]
    ada = next(record for record in records if record.student.name == "Ada Lovelace")
    assert by_name(tmp_path / "scaled.csv")["Ada Lovelace"][6] == f"{ada.score * 10 / 47:.2f}"
    assert "Grades are out of 10, as the assignment's maximum is." in scaled


@needs_files
@pytest.mark.parametrize("worksheet", ALL_WORKSHEETS)
@pytest.mark.parametrize(
    ("change", "mark"),
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), b"\xef\xbb\xbf", id="line ends of Windows"),
        pytest.param(lambda text: text.lstrip("\ufeff"), b"", id="no byte order mark"),
        pytest.param(lambda text: re.sub(r"\n\Z", "", text), b"\xef\xbb\xbf", id="no line end at the end"),
        pytest.param(lambda text: text.replace("\n", "\n\n", 1), b"\xef\xbb\xbf", id="a blank line"),
    ],
)
def test_the_form_of_the_file_stays(
    change: Callable[[str], str], mark: bytes, worksheet: str, course: Syllabus, tmp_path: Path
) -> None:
    text = change((PLACE / worksheet).read_bytes().decode("utf-8"))
    (tmp_path / "in.csv").write_bytes(text.encode())
    sheet = read_worksheet(tmp_path / "in.csv")
    fill_worksheet(sheet, [], course, tmp_path / "same.csv")
    students = [Record(row.listed.student, "graded", "x", report=reports.stubs(course)) for row in sheet.rows]
    fill_worksheet(sheet, students, course, tmp_path / "out.csv")

    assert (tmp_path / "same.csv").read_bytes() == (tmp_path / "in.csv").read_bytes()
    columns = set(sheet.columns.values())
    assert raw_without(tmp_path / "out.csv", columns) == raw_without(tmp_path / "in.csv", columns)
    assert (tmp_path / "out.csv").read_bytes().startswith(mark)


def test_a_semicolon_and_a_tab_stay(course: Syllabus, tmp_path: Path) -> None:
    for name, delimiter in (("semicolon", ";"), ("tab", "\t")):
        rows = csv.reader(io.StringIO(SMALL.lstrip("\ufeff")))
        stream = io.StringIO()
        csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
        (tmp_path / name).write_text(stream.getvalue(), encoding="utf-8")
        fill_worksheet(read_worksheet(tmp_path / name), graded(course), course, tmp_path / "out.csv")

        filled = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8")), delimiter=delimiter))
        assert [row[4] for row in filled[1:]] == ["100.00", "100.00"]


def graded(course: Syllabus, **facts: Any) -> list[Record]:
    report = reports.stubs(course)
    done = replace(report, outcomes=tuple(judge(each, [reports.PASSED], 1) for each in course.exercises))
    line = (("Username", "ann"), ("Last modified (submission)", "Saturday, 28 November 2026, 12:41 PM"))
    return [
        replace(
            Record(Student(name, name.title(), line=line if name == "ann" else ()), "graded", name, report=done),
            **facts,
        )
        for name in ("ann", "bo")
    ]


def filled(text: str, records: list[Record], course: Syllabus, tmp_path: Path) -> tuple[list[list[str]], str]:
    (tmp_path / "in.csv").write_bytes(text.encode())
    notes = fill_worksheet(read_worksheet(tmp_path / "in.csv"), records, course, tmp_path / "out.csv")
    return cells(tmp_path / "out.csv")[1:], "\n".join(notes)


def test_a_locked_or_overridden_grade_stays_and_is_named(course: Syllabus, tmp_path: Path) -> None:
    rows, said = filled(SMALL.replace("Yes", "No", 1), graded(course), course, tmp_path)

    assert [row[4] for row in rows] == ["", "100.00"]
    assert "1 grade cannot be changed, because it is locked or overridden in Moodle, and was not changed: Ann." in said


def test_a_grade_above_the_maximum_is_left_out_and_named(course: Syllabus, tmp_path: Path) -> None:
    records = [replace(graded(course)[0], adjustments=(GIVEN,)), graded(course)[1]]
    rows, said = filled(SMALL, records, course, tmp_path)

    assert [row[4] for row in rows] == ["", "100.00"]
    assert "1 grade above the maximum of 100.00, which Moodle ignores, was not filled in: Ann." in said
    assert "To keep every point, set the maximum to 102: grades do not change" in said
    assert "Then download the worksheet again." in said


def test_a_row_that_was_graded_already_is_named_with_what_to_tick(course: Syllabus, tmp_path: Path) -> None:
    once = SMALL.replace('12:41 PM",-,', '12:41 PM","Saturday, 28 November 2026, 1:00 PM",', 1).replace(
        ",,100", ",80.00,100", 1
    )
    rows, said = filled(once, graded(course), course, tmp_path)

    assert rows[0][4] == "100.00"
    assert (
        "1 grade replaces an earlier one: Ann. Moodle ignores rows that were graded there after this download" in said
    )
    (tmp_path / "again").mkdir()
    again, said = filled((tmp_path / "out.csv").read_bytes().decode(), graded(course), course, tmp_path / "again")
    assert "0 of 2 rows are filled" in said
    assert "2 already had this grade and comment." in said
    assert again == rows


def test_who_handed_in_again_is_named(course: Syllabus, tmp_path: Path) -> None:
    records = graded(course, handed="Samstag, 28. November 2026, 12:20")
    _rows, said = filled(SMALL, records, course, tmp_path)

    assert "1 student handed in again after what was graded here: Ann." in said  # of Bo no roster said so
    _rows, said = filled(SMALL, graded(course, handed="Samstag, 28. November 2026, 12:41"), course, tmp_path)
    assert "handed in again" not in said


def test_who_is_missing_on_either_side_is_named(course: Syllabus, tmp_path: Path) -> None:
    stranger = Record(Student("eve", "Eve", on_roster=False), "graded", "eve", report=reports.stubs(course))
    _rows, said = filled(SMALL, [*graded(course)[:1], stranger], course, tmp_path)

    assert "1 row has no grade here, and was not changed: Bo." in said
    assert "1 student graded here is not in the worksheet: Eve." in said


def test_a_comment_is_text_whatever_a_submission_says(course: Syllabus, tmp_path: Path) -> None:
    said = judge(course.exercises[0], [reports.failing('f(1)\n    returned "<b>", =1+1;=2')], 1)
    record = replace(graded(course)[0], report=replace(reports.stubs(course), outcomes=(said,)))
    rows, _said = filled(SMALL, [record], course, tmp_path)

    assert "&lt;b&gt;" in rows[0][9]
    assert "\n" not in rows[0][9]
    assert len(rows[0]) == 10


def test_without_comments_the_grade_alone_is_filled(course: Syllabus, tmp_path: Path) -> None:
    lines = [line.rsplit(",", 1)[0] for line in SMALL.splitlines()]
    rows, said = filled("\n".join(lines) + "\n", graded(course), course, tmp_path)

    assert [row[4] for row in rows] == ["100.00", "100.00"]
    assert "Switch on the feedback type 'Feedback comments'" in said


# Identifier, full name, login, status, grade, maximum, changeable, modified (submission), modified (grade), comments;
# and no.
LANGUAGES = {
    "Italian": (
        *("Identificatore", "Nome completo", "Username", "Stato", "Valutazione"),
        *("Valutazione massima", "La valutazione può essere modificata"),
        *("Ultima modifica (consegna)", "Ultima modifica (valutazione)", "Commenti"),
        "No",
    ),
    "Portuguese": (
        *("Identificador", "Nome completo", "Nome de usuário", "Status", "Nota"),
        *("Nota máxima", "A nota pode ser alterada"),
        *("Última modificação (envio)", "Última modificação (nota)", "Comentários de feedback"),
        "Não",
    ),
    "Dutch": (
        *("Identificatie", "Volledige naam", "Gebruikersnaam", "Status", "Cijfer"),
        *("Maximum cijfer", "Cijfer kan gewijzigd worden"),
        *("Laatst gewijzigd (inzending)", "Laatst gewijzigd (beoordeling)", "Feedback opmerkingen"),
        "Nee",
    ),
    "Polish": (
        *("Identyfikator", "Pełna nazwa", "Nazwa użytkownika", "Status", "Ocena"),
        *("Maksymalna ocena", "Ocena może być zmieniona"),
        *("Ostatnia modyfikacja (zadanie)", "Ostatnia modyfikacja (ocena)", "Komentarz zwrotny"),
        "Nie",
    ),
    "Russian": (
        *("Идентификатор", "Полное имя", "Логин", "Состояние", "Оценка"),
        *("Максимальная оценка", "Оценка может быть изменена"),
        *("Последнее изменение работы", "Последнее изменение оценки", "Отзыв"),
        "Нет",
    ),
    "Swedish": (
        *("ID", "Fullständigt namn", "Användarnamn", "Status", "Betyg"),
        *("Maximalt betyg", "Betyg kan ändras"),
        *("Senast modifierat (inlämning)", "Senast modifierat (betyg)", "Kommentarer"),
        "Nej",
    ),
    "Turkish": (
        *("Tanımlayıcı", "Ad Soyad", "Kullanıcı adı", "Durum", "Not"),
        *("En yüksek not", "Not değiştirilebilir"),
        *("Son düzenleme (gönderim)", "Son düzenleme (not)", "Geribildirim yorumları"),
        "Hayır",
    ),
    "Czech": (
        *("Identifikátor", "Celé jméno", "Uživatelské jméno", "Stav", "Známka"),
        *("Maximální hodnocení", "Lze změnit"),
        *("Poslední změna (odevzdaný úkol)", "Poslední změna (hodnocení)", "Komentář"),
        "Ne",
    ),
    "Catalan": (
        *("Identificador", "Nom complet", "Nom d'usuari", "Estat", "Qualificació"),
        *("Qualificació màxima", "La qualificació es pot canviar"),
        *("Darrera modificació (tramesa)", "Darrera modificació (qualificació)", "Comentaris"),
        "No",
    ),
    "Japanese": (
        *("識別子", "氏名", "ユーザ名", "状態", "評定"),
        *("最大評点", "評定変更可"),
        *("最終更新日時 (提出)", "最終更新日時 (評定)", "フィードバックコメント"),
        "いいえ",
    ),
    "Chinese": (
        *("标识符", "全名", "用户名", "状态", "成绩"),
        *("最高成绩", "允许更改成绩"),
        *("上次修改（作业）", "上次修改（评分）", "反馈评论"),
        "否",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dozen_languages_are_known_by_their_words(language: str, course: Syllabus, tmp_path: Path) -> None:
    *heads, no = LANGUAGES[language]
    word = "Uczestnik" if language == "Polish" else "参与者"
    people = (f'{word}{n},{who},{who},x,,"100,00",{no},-,-,' for n, who in ((1, "ann"), (2, "bo")))
    text = "\n".join([",".join(heads), *people])
    rows, said = filled(text, graded(course), course, tmp_path)

    assert [row[4] for row in rows] == ["", ""]  # all are locked
    assert "2 grades cannot be changed" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("名;姓;甲;乙;丙;丁\n学生甲1;a;b;c;d;e\n", f"unknown language. {ENGLISH}", id="unknown words"),
        pytest.param(SMALL.replace("Yes", "Joo"), f"'Joo' does not say.*{ENGLISH}", id="no yes or no"),
        pytest.param(SMALL.replace('"Last modified (grade)"', "When"), f"last changed. {ENGLISH}", id="no such time"),
        pytest.param(SMALL.replace("100.00", "Good"), "'Good' is not a maximum grade", id="a scale of words"),
        pytest.param("id,name\n1,Ann\n", "not a Moodle grading worksheet", id="a roster"),
        pytest.param(SMALL + '"Participant 3",Cy,cy,"x\n', "line 4", id="an open quote"),
        pytest.param(SMALL + '"Participant 3",Cy,cy\n', "row 4", id="a short row"),
    ],
)
def test_what_is_not_such_a_worksheet_is_refused_with_what_to_do(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")

    with pytest.raises(RosterError, match=said):
        read_worksheet(tmp_path / "in.csv")


@needs_files
@pytest.mark.parametrize("name", [*BOOKS, "gradebook.ods", "gradebook.xls", "plain-flat.zip"])
def test_other_files_of_moodle_are_refused_as_worksheets(name: str) -> None:
    with pytest.raises(RosterError, match=r"worksheet|CSV|bytes"):
        read_worksheet(PLACE / name)


def test_a_table_that_is_taken_apart_is_the_same_put_together() -> None:
    text = '\ufeffa;"b ""c""\nd";\r\n\r\n;"";e'

    assert parse(text).to_text() == text
    assert parse(text).rows[0][1].text == 'b "c"\nd'
    assert parse(text).put({(2, 2): 'f "g"'}).to_text() == text[:-1] + '"f ""g"""'
    with pytest.raises(TableError, match="line 2"):
        parse('a,b\n"c"d,e\n')
