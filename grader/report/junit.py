"""The report as JUnit XML: a test suite per exercise, a test case per check."""

import re
from xml.etree import ElementTree

from grader.report.report import CheckResult, Report
from grader.report.sentences import plain

# Characters that XML 1.0 has no way to write.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(report: Report) -> str:
    """The report as text in JUnit's XML; todo and blocked are failures with a type of that name."""
    root = ElementTree.Element("testsuites", {"name": "digit-kata", **_counts(_all_checks(report))})
    for outcome in report.outcomes:
        facts = {"name": outcome.exercise.id, "time": f"{outcome.seconds:.3f}", **_counts(outcome.checks)}
        suite = ElementTree.SubElement(root, "testsuite", facts)
        properties = ElementTree.SubElement(suite, "properties")
        for name, value in (("points", outcome.exercise.points), ("score", outcome.score), ("status", outcome.status)):
            ElementTree.SubElement(properties, "property", name=name, value=str(value))
        for check in outcome.checks:
            case = ElementTree.SubElement(suite, "testcase", classname=outcome.exercise.id, name=_clean(check.name))
            if check.status != "passed":
                tag = "error" if check.status == "error" else "failure"
                result = ElementTree.SubElement(case, tag, type=check.status, message=_clean(check.claim))
                result.text = _clean(plain(check.feedback))
            if check.printed:
                ElementTree.SubElement(case, "system-out").text = _clean(check.printed)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _all_checks(report: Report) -> tuple[CheckResult, ...]:
    return tuple(check for outcome in report.outcomes for check in outcome.checks)


def _counts(checks: tuple[CheckResult, ...]) -> dict[str, str]:
    found = [check.status for check in checks]
    errors = found.count("error")
    return {
        "tests": str(len(found)),
        "failures": str(len(found) - found.count("passed") - errors),
        "errors": str(errors),
    }


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
