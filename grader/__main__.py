"""`python -m grader`: the command line."""

if __name__ == "__main__":  # processes that a class is graded in import this file too, and need none of the rest
    from grader.cli import main

    main()
