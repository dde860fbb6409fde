"""Small servers on this machine that answer as Moodle's mobile web service and Canvas' API do, traps included."""

import contextlib
import email.message
import email.parser
import email.policy
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "5ecre7t0ken"  # noqa: S105  of nothing real


@dataclass
class Cell:
    """What a student has in a system."""

    grade: float | None = None
    comments: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


@dataclass
class FakeSystem:
    """What both servers have in common.

    Attributes:
        people: by their numbers: name, id number, e-mail address, login.
        maximum: of the assignment, as it says.
        stored_up_to: the largest grade that is stored, in silence.
        cells: what students have, by their numbers.
        log: all that was asked for, in order.
        ways: a fault of each kind that is switched on.
    """

    people: dict[int, tuple[str, str, str, str]]
    maximum: float = 100
    stored_up_to: float = 1_000
    cells: dict[int, Cell] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    ways: set[str] = field(default_factory=set)
    drafts: set[int] = field(default_factory=set)
    plugins: tuple[str, ...] = ("comments", "file")
    uploads: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def writes(self) -> int:
        return sum(each in ("mod_assign_save_grade", "PUT") for each in self.log)


class FakeMoodle(FakeSystem):
    """Moodle's `webservice/rest/server.php` and `webservice/upload.php`."""

    def answer(
        self, method: str, path: str, fields: dict[str, str], files: dict[str, tuple[str, str]]
    ) -> tuple[int, Any]:
        if "redirect" in self.ways:
            return 303, "https://elsewhere.example"
        if "not moodle" in self.ways:
            return 200, None
        if "down" in self.ways:
            return 503, {}
        if method != "POST" or urlsplit(path).query:  # an address with a token in it is in every log
            return 405, {}
        if path == "/webservice/upload.php":
            self.log.append("upload")
            return 200, self._uploaded(fields, files)
        function = fields["wsfunction"]
        self.log.append(function)
        if fields["wstoken"] != TOKEN:
            return 200, _exception("invalidtoken", "Invalid token - token not found")
        return 200, getattr(self, f"_{function}")(fields)

    def _uploaded(self, fields: dict[str, str], files: dict[str, tuple[str, str]]) -> Any:
        if fields["token"] != TOKEN or fields["filearea"] != "draft":
            return {"error": "Invalid token", "errorcode": "invalidtoken"}
        ((name, content),) = files.values()
        if "small uploads" in self.ways:
            return [{"filename": name, "errortype": "fileoversized", "error": "The file is too large."}]
        number = len(self.uploads) + 1
        self.uploads[number] = name, content
        return [{"component": "user", "filearea": "draft", "itemid": number, "filename": name}]

    def _mod_assign_get_assignments(self, _fields: dict[str, str]) -> Any:
        configs = [
            {"plugin": name, "subtype": "assignfeedback", "name": "enabled", "value": "1"} for name in self.plugins
        ]
        assignment = {
            "id": 3, "cmid": 4711, "name": "Digit Kata", "grade": -1 if "scale" in self.ways else self.maximum,
            "blindmarking": int("blind" in self.ways), "revealidentities": 0, "configs": configs,
        }  # fmt: skip
        # A cmid and an id may be the same number, of two assignments.
        other = {**assignment, "id": 4711, "cmid": 5, "name": "Another"}
        return {"courses": [{"id": 7, "assignments": [other, assignment]}], "warnings": []}

    def _mod_assign_list_participants(self, fields: dict[str, str]) -> Any:
        assert (fields["assignid"], fields["groupid"], fields["filter"]) == ("3", "0", "")
        return [{"id": number} for number in self.people]

    def _core_enrol_get_enrolled_users(self, fields: dict[str, str]) -> Any:
        assert fields["courseid"] == "7"
        users = [
            {"id": number, "fullname": name, "idnumber": id_, "email": mail, "username": login}
            for number, (name, id_, mail, login) in self.people.items()
        ]
        return [*users, {"id": 2, "fullname": "The Teacher", "email": "teacher@example.edu"}]

    def _mod_assign_get_submissions(self, fields: dict[str, str]) -> Any:
        assert fields["assignmentids[0]"] == "3"
        all_ = [
            {"userid": n, "status": "draft" if n in self.drafts else "submitted", "groupid": 0} for n in self.people
        ]
        return {"assignments": [{"assignmentid": 3, "submissions": all_}], "warnings": []}

    def _mod_assign_get_grades(self, fields: dict[str, str]) -> Any:
        assert fields["assignmentids[0]"] == "3"
        grades = [
            {"userid": number, "attemptnumber": 0, "grade": f"{cell.grade:.5f}"}
            for number, cell in self.cells.items()
            if cell.grade is not None
        ]
        if not grades:
            return {
                "assignments": [],
                "warnings": [{"item": "module", "warningcode": "3", "message": "No grades found"}],
            }
        return {"assignments": [{"assignmentid": 3, "grades": grades}], "warnings": []}

    def _mod_assign_get_submission_status(self, fields: dict[str, str]) -> Any:
        assert fields["assignid"] == "3"
        cell = self.cells[int(fields["userid"])]
        if "hidden" in self.ways:
            return {"warnings": []}
        files: list[dict[str, Any]] = [{"filename": name, "filepath": "/"} for name in cell.files]
        plugins: list[dict[str, Any]] = [
            {"type": "comments", "name": "Feedback comments",
             "editorfields": [{"name": "comments", "text": text, "format": 1} for text in cell.comments]},
            {"type": "file", "name": "File feedback", "fileareas": [{"area": "feedback_files", "files": files}]},
        ]  # fmt: skip
        return {"feedback": {"gradefordisplay": "…", "plugins": plugins}, "warnings": []}

    def _mod_assign_save_grade(self, fields: dict[str, str]) -> Any:
        assert (fields["assignmentid"], fields["attemptnumber"], fields["applytoall"]) == ("3", "-1", "0")
        if "locked" in self.ways:
            return None
        grade = float(fields["grade"])
        if grade > self.stored_up_to:  # like success, and nothing is stored: neither grade nor comment nor file
            return None
        cell = self.cells.setdefault(int(fields["userid"]), Cell())
        cell.grade = grade
        if "comments" in self.plugins:
            # Moodle cleans HTML, and wraps it.
            cell.comments = [f'<div class="text">{fields["plugindata[assignfeedbackcomments_editor][text]"]}</div>\n']
        if "file" in self.plugins:
            name, content = self.uploads[int(fields["plugindata[files_filemanager]"])]
            cell.files = {name: content}  # the draft area takes the place of the files that were there
        if "breaks after 3" in self.ways and self.writes == 3:
            return _exception("dmlwriteexception", "Error writing to database")
        return None


class FakeCanvas(FakeSystem):
    """Canvas' `/api/v1`."""

    def answer(
        self, method: str, path: str, fields: dict[str, str], files: dict[str, tuple[str, str]]
    ) -> tuple[int, Any]:
        self.log.append(method)
        parts = urlsplit(path).path.removeprefix("/api/v1/").split("/")
        if path == "/upload":
            ((name, content),) = files.values()
            number = len(self.uploads) + 1
            self.uploads[number] = name, content
            return 201, {"id": number, "url": f"https://files.example/{number}", "display_name": name}
        if fields.pop("authorization", "") != f"Bearer {TOKEN}":
            return 401, {"errors": [{"message": "Invalid access token."}]}
        if parts[:2] != ["courses", "7"]:
            return 404, {"errors": [{"message": "The specified resource does not exist."}]}
        if parts[2:] == []:
            return 200, {"id": 7, "name": "Course"}
        if parts[2:] == ["search_users"]:
            return 200, [
                {"id": number, "name": name, "sis_user_id": id_ or None, "email": mail, "login_id": login}
                for number, (name, id_, mail, login) in self.people.items()
            ]
        if parts[2:4] != ["assignments", "8"]:
            return 404, {"errors": [{"message": "The specified resource does not exist."}]}
        if len(parts) == 4:
            kind = "letter_grade" if "letters" in self.ways else "points"
            return 200, {"id": 8, "course_id": 7, "name": "Digit Kata", "points_possible": self.maximum,
                         "grading_type": kind, "anonymize_students": "blind" in self.ways}  # fmt: skip
        if len(parts) == 5:
            return 200, [self._submission(number) for number in self.people]
        number = int(parts[5])
        if parts[6:] == ["comments", "files"]:
            host = fields["host"]
            return 200, {"upload_url": f"http://{host}/upload", "upload_params": {"key": "x"}}
        if method == "PUT":
            self._graded(number, fields)
        return 200, self._submission(number)

    def _graded(self, number: int, fields: dict[str, str]) -> None:
        cell = self.cells.setdefault(number, Cell())
        grade = float(fields["submission[posted_grade]"])
        if grade <= self.stored_up_to:
            cell.grade = grade
        if text := fields.get("comment[text_comment]"):
            cell.comments.append(text)
        if ids := fields.get("comment[file_ids][]"):
            name, content = self.uploads[int(ids)]
            cell.files[name] = content

    def _submission(self, number: int) -> dict[str, Any]:
        cell = self.cells.get(number, Cell())
        taken = 2.0 if "late policy" in self.ways and cell.grade is not None else None
        files: list[dict[str, Any]] = [{"id": place, "display_name": name} for place, name in enumerate(cell.files)]
        comments: list[dict[str, Any]] = [{"comment": text, "attachments": []} for text in cell.comments]
        if files:
            comments.append({"comment": "", "attachments": files})
        return {
            "id": 100 + number, "user_id": number, "assignment_id": 8, "course_id": 7, "entered_score": cell.grade,
            "score": None if cell.grade is None else cell.grade - (taken or 0), "points_deducted": taken,
            "excused": number in self.drafts, "submission_comments": comments,
        }  # fmt: skip


def _exception(code: str, message: str) -> dict[str, str]:
    return {"exception": "moodle_exception", "errorcode": code, "message": message}


@contextlib.contextmanager
def served(system: FakeMoodle | FakeCanvas) -> Iterator[str]:
    """The address at which a system answers."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fields, files = _read(self.headers, body)
            if isinstance(system, FakeCanvas):
                fields |= {"authorization": self.headers.get("Authorization") or "", "host": self.headers["Host"]}
            status, answer = system.answer(self.command, self.path, fields, files)
            self.send_response(status)
            if status == 303:
                self.send_header("Location", answer)
            content = (
                b"<html>"
                if answer is None and status == 200 and "not moodle" in system.ways
                else json.dumps(answer).encode()
            )
            self.send_header("Content-Type", "application/json")
            if status == 401:
                self.send_header("WWW-Authenticate", "Bearer")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = handle_any  # noqa: N815  as http.server calls them

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _read(headers: email.message.Message, body: bytes) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """The fields and files of a form, in either way of sending one."""
    kind = headers.get("Content-Type") or ""
    if not kind.startswith("multipart/"):
        return {name: values[-1] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}, {}
    parsed: Any = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        f"Content-Type: {kind}\r\n\r\n".encode() + body
    )
    fields: dict[str, str] = {}
    files: dict[str, tuple[str, str]] = {}
    for part in parsed.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = bytes(part.get_payload(decode=True)).decode()
        if filename := part.get_filename():
            files[name] = filename, content
        else:
            fields[name] = content
    return fields, files
