"""The grader of Digit Kata: it runs a submission in a worker process and judges what comes back.

A front door, `cli`, and eleven packages. Each imports only packages below its own line, and packages on one line do not
know each other:

    cli                 commands, and what they show in a terminal while they run
    notebook | tools | classroom
                        the magics of a notebook and the process behind them | work on the course itself |
                        many submissions: intake, gradebook, exports, class page
    learning            beyond points: bugs to find, questions, the way so far
    grading             one submission in, outcomes out
    misconceptions      known mistakes, and how they are recognised
    checks              the claims about each exercise, and the words they are written in
    sandbox | report    untrusted code in a worker process | the facts of one report and its renderings
    course              what is taught: exercises, images, stubs, model answers
    util                text, files, cache, digest: knows nothing of the course

`docs/architecture.md` follows a call through them; import-linter holds the order in `nox -s lint`.
"""
