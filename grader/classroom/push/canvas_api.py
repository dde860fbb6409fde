"""Canvas through its API: what an assignment has, and grade, comment and report in one comment."""

import tempfile
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from canvasapi import Canvas as Api
from canvasapi.exceptions import CanvasException, InvalidAccessToken, ResourceDoesNotExist, Unauthorized
from canvasapi.upload import Uploader
from requests import RequestException

from grader.classroom.push.system import CLOSE, PATIENCE, Person, Present, PushError, Wanted, one_line, refuse_address

IN_POINTS = ("points", "percent")  # ways of grading that take a number of points
COMMENTS = ["submission_comments"]

Answer = TypeVar("Answer")


class Canvas:
    """An assignment of a Canvas, by the numbers in its address (`courses/…/assignments/…`).

    Raises, as do its methods:
        PushError: Canvas answers in another way than it should.
    """

    name = "Canvas"
    takes_comments = True
    takes_files = True

    def __init__(self, url: str, token: str, course: int, assignment: int) -> None:
        address = refuse_address(url)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about http, which is a machine's own here
            api = Api(address, token)
        session = api._Canvas__requester._session  # it has no setting for how long to wait for an answer
        session.request = partial(session.request, timeout=PATIENCE)
        self._course = self._asked(lambda: api.get_course(course))
        self._assignment = self._asked(lambda: self._course.get_assignment(assignment))
        if getattr(self._assignment, "anonymize_students", False):
            raise PushError("Marking is anonymous. Show the names in Canvas, then push again.")
        if self._assignment.grading_type not in IN_POINTS or not self._assignment.points_possible:
            raise PushError(f"{self.title!r} has no grade in points. Let it display grades as points, then push again.")

    @property
    def title(self) -> str:
        return str(self._assignment.name)

    @property
    def maximum(self) -> float:
        return float(self._assignment.points_possible)

    def people(self) -> Sequence[Person]:
        """All students of the course."""
        users = self._asked(lambda: list(self._course.get_users(enrollment_type=["student"], include=["email"])))
        excused = {
            int(each.user_id)
            for each in self._asked(lambda: list(self._assignment.get_submissions()))
            if getattr(each, "excused", False)
        }
        return [
            Person(
                id=int(user.id),
                name=str(user.name),
                keys=tuple(
                    str(value)
                    for value in (user.id, *(getattr(user, key, "") for key in ("sis_user_id", "email", "login_id")))
                    if value
                ),
                kept="is excused" if int(user.id) in excused else "",
            )
            for user in users
        ]

    def present(self, person: Person) -> Present:
        found = self._submission(person)
        comments = getattr(found, "submission_comments", [])
        files = [file for each in comments for file in each.get("attachments") or []]
        return Present(
            _score(found),
            tuple(one_line(str(each.get("comment") or "")) for each in comments),
            tuple(str(file.get("display_name") or file.get("filename")) for file in files),
        )

    def write(self, person: Person, wanted: Wanted) -> None:
        """Write the grade, with comment and report in one comment if they are not there yet."""
        there = self.present(person).differences(wanted, self)
        comment: dict[str, Any] = {"text_comment": wanted.comment} if "comment" in there else {}
        if "report" in there:
            comment["file_ids"] = [self._upload(person, wanted)]
        submission = self._submission(person)
        extra = {"comment": comment} if comment else {}
        self._asked(lambda: submission.edit(submission={"posted_grade": f"{wanted.grade:g}"}, **extra))
        if wanted.late and (taken := _deducted(self._submission(person))) > CLOSE:
            raise PushError(
                f"Canvas took {taken:g} points off {person.name}'s grade by its own late policy. Switch that off for "
                "the course, or grade without a deadline here, so that nobody pays twice."
            )

    def _submission(self, person: Person) -> Any:
        return self._asked(lambda: self._assignment.get_submission(person.id, include=COMMENTS))

    def _upload(self, person: Person, wanted: Wanted) -> int:
        """Send the report as a file of a comment; returns its number."""
        submissions = f"courses/{self._course.id}/assignments/{self._assignment.id}/submissions"
        address = f"{submissions}/{person.id}/comments/files"
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / wanted.file
            file.write_text(wanted.report, encoding="utf-8", errors="backslashreplace")
            done, answer = self._asked(lambda: Uploader(self._assignment._requester, address, file).start())
        if not done or "id" not in answer:
            raise PushError(f"Canvas did not accept the report of {person.name}. Check the storage of the course.")
        return int(answer["id"])

    @staticmethod
    def _asked(ask: Callable[[], Answer]) -> Answer:
        """An answer, or what went wrong as a sentence without the token."""
        try:
            return ask()
        except InvalidAccessToken:
            raise PushError("Canvas does not know this token. Make a new one under Account, Settings.") from None
        except Unauthorized:
            raise PushError("Your token may not do this. Use the token of a teacher of the course.") from None
        except ResourceDoesNotExist:
            raise PushError(
                "There is no such course or assignment. Take both numbers from the assignment's address in the "
                "browser: …/courses/NUMBER/assignments/NUMBER."
            ) from None
        except RequestException as error:
            sentence = f"Canvas does not answer ({type(error).__name__}). Check the address and the network."
            raise PushError(sentence) from None
        except (CanvasException, ValueError, KeyError) as error:
            said = one_line(str(error))[:200]
            raise PushError(f"Canvas sent an unknown answer ({type(error).__name__}: {said}). Try again.") from None


def _score(submission: Any) -> float | None:
    """The grade as it was given, before Canvas' own late policy."""
    entered = getattr(submission, "entered_score", None)
    score = entered if entered is not None else getattr(submission, "score", None)
    return None if score is None else float(score)


def _deducted(submission: Any) -> float:
    return float(getattr(submission, "points_deducted", None) or 0)
