"""Moodle through its mobile web service: what an assignment has, and grade, comment and report in one call."""

import html
import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import requests

from grader.classroom.push.system import PATIENCE, Person, Present, PushError, Wanted, one_line, refuse_address

LATEST = -1  # attempt
HTML = 1  # format of a comment


class Moodle:
    """An assignment of a Moodle, by the number in its address (`mod/assign/view.php?id=…`).

    Raises, as do its methods:
        PushError: Moodle answers in another way than it should.
    """

    name = "Moodle"

    def __init__(self, url: str, token: str, assignment: int) -> None:
        self._url = refuse_address(url)
        self._token = token
        self._session = requests.Session()
        self._assignment = self._find(assignment)
        if self._assignment.get("blindmarking") and not self._assignment.get("revealidentities"):
            raise PushError(
                "Marking is blind, so grades cannot be written by name. Fill in the grading worksheet instead: "
                "--worksheet-moodle of the command class."
            )
        if self.maximum <= 0:
            raise PushError(f"{self.title!r} has no grade in points. Set its grade type to Point, then push again.")

    @property
    def title(self) -> str:
        return str(self._assignment["name"])

    @property
    def maximum(self) -> float:
        return float(self._assignment["grade"])

    @property
    def takes_comments(self) -> bool:
        return self._has("comments")

    @property
    def takes_files(self) -> bool:
        return self._has("file")

    def people(self) -> Sequence[Person]:
        """Everybody whom the assignment counts as a participant, with the keys that Moodle shows of them."""
        listed = self._call("mod_assign_list_participants", assignid=self._id, groupid=0, filter="", onlyids=1)
        ids = {int(each["id"]) for each in listed}
        users = self._call("core_enrol_get_enrolled_users", courseid=self._assignment["course"])
        drafts = self._drafts
        return [
            Person(
                id=int(user["id"]),
                name=str(user["fullname"]),
                keys=tuple(str(user[key]) for key in ("idnumber", "email", "username") if user.get(key)),
                remark="a draft that was not submitted" if int(user["id"]) in drafts else "",
            )
            for user in users
            if int(user["id"]) in ids
        ]

    def present(self, person: Person) -> Present:
        grade = self._grade(person)
        if grade is None:
            return Present()
        status = self._call("mod_assign_get_submission_status", assignid=self._id, userid=person.id)
        if "feedback" not in status:  # not yet shown to the student, as in a marking workflow
            return Present(grade, None, None)
        plugins = {str(each["type"]): each for each in status["feedback"].get("plugins", [])}
        texts = [field["text"] for field in plugins.get("comments", {}).get("editorfields", [])]
        areas = plugins.get("file", {}).get("fileareas", [])
        files = tuple(str(file["filename"]) for area in areas for file in area.get("files", []))
        return Present(grade, tuple(_plain(text) for text in texts), files)

    def write(self, person: Person, wanted: Wanted) -> None:
        """Write all in one call, which answers nothing: look with `present` what has become of it."""
        data: dict[str, Any] = {}
        if self.takes_comments:
            data["plugindata[assignfeedbackcomments_editor][text]"] = html.escape(wanted.comment)
            data["plugindata[assignfeedbackcomments_editor][format]"] = HTML
        if self.takes_files:
            data["plugindata[files_filemanager]"] = self._upload(wanted)
        answer = self._call(
            "mod_assign_save_grade",
            assignmentid=self._id,
            userid=person.id,
            grade=wanted.grade,
            attemptnumber=LATEST,
            addattempt=0,
            workflowstate="",
            applytoall=0,  # of a team everybody is written alone: adjustments may differ
            **data,
        )
        if answer is not None:
            raise PushError(f"Moodle answered {answer!r} to a grade. Check {self.title!r} before you continue.")

    @property
    def _id(self) -> int:
        return int(self._assignment["id"])

    def _find(self, number: int) -> dict[str, Any]:
        answer = self._call("mod_assign_get_assignments")
        for course in answer["courses"]:
            for each in course["assignments"]:
                if int(each["cmid"]) == number:
                    return {**each, "course": course["id"]}
        raise PushError(
            f"There is no assignment {number} in your courses. Copy the number from its address in the browser: "
            "…/mod/assign/view.php?id=NUMBER."
        )

    def _has(self, plugin: str) -> bool:
        return any(
            (each["subtype"], each["plugin"], each["name"], str(each["value"]))
            == ("assignfeedback", plugin, "enabled", "1")
            for each in self._assignment.get("configs", [])
        )

    @cached_property
    def _drafts(self) -> set[int]:
        answer = self._call("mod_assign_get_submissions", **{"assignmentids[0]": self._id})
        return {
            int(each["userid"])
            for assignment in answer["assignments"]
            for each in assignment["submissions"]
            if each["status"] == "draft"
        }

    def _grade(self, person: Person) -> float | None:
        """The grade of the latest attempt; Moodle has -1 where somebody only opened the form."""
        answer = self._call("mod_assign_get_grades", **{"assignmentids[0]": self._id})
        grades = [
            (int(each["attemptnumber"]), float(each["grade"]))
            for assignment in answer["assignments"]
            for each in assignment["grades"]
            if int(each["userid"]) == person.id
        ]
        grade = max(grades)[1] if grades else -1.0
        return None if grade < 0 else grade

    def _upload(self, wanted: Wanted) -> int:
        """Put the report into a new draft area of the teacher's; returns its number."""
        content = wanted.report.encode(errors="backslashreplace")
        answer = self._post(
            "webservice/upload.php",
            {"token": self._token, "filearea": "draft", "itemid": 0},
            {"file_1": (wanted.file, content, "text/html")},
        )
        if not isinstance(answer, list) or len(answer) != 1 or "itemid" not in answer[0]:
            raise PushError(f"Moodle did not accept the report: {_told(answer)}. Check its limit for uploads.")
        return int(answer[0]["itemid"])

    def _call(self, function: str, **arguments: Any) -> Any:
        fields = {"wstoken": self._token, "wsfunction": function, "moodlewsrestformat": "json", **arguments}
        answer = self._post("webservice/rest/server.php", fields)
        if isinstance(answer, dict) and "exception" in answer:
            remedy = {
                "invalidtoken": "Make a new token under Preferences, Security keys (Moodle mobile web service).",
                "accessexception": "Your token may not do this: use the one for the Moodle mobile web service.",
            }.get(str(answer.get("errorcode")), "Check the assignment in the browser, then push again.")
            raise PushError(f"Moodle refused {function}: {_told(answer)}. {remedy}")
        return answer

    def _post(self, path: str, fields: dict[str, Any], files: Any = None) -> Any:
        try:
            # A redirection would send the token to wherever it leads.
            answer = self._session.post(
                f"{self._url}/{path}", data=fields, files=files, timeout=PATIENCE, allow_redirects=False
            )
        except requests.RequestException as error:
            kind = type(error).__name__
            raise PushError(f"{self._url} does not answer ({kind}). Check the address and the network.") from None
        if answer.is_redirect:
            raise PushError(f"{self._url} sends you to {answer.headers.get('Location')}. Give that address as --url.")
        if answer.status_code != requests.codes.ok:
            raise PushError(f"{self._url} answered with status {answer.status_code}. Check that web services are on.")
        try:
            return answer.json()
        except ValueError:
            raise PushError(f"{self._url}/{path} is not a Moodle web service. Check the address.") from None


def _plain(text: str) -> str:
    """What is to be read of HTML."""
    return one_line(html.unescape(re.sub(r"<[^>]*>", " ", text)))


def _told(answer: Any) -> str:
    """The error of an answer, in its own words."""
    first = answer[0] if isinstance(answer, list) and answer else answer
    said = first if isinstance(first, dict) else {}
    return one_line(str(said.get("message") or said.get("error") or first))[:300].rstrip(".")
