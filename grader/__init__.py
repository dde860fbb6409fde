"""The grader of the digit kata: runs a submission in a worker process and judges what comes back."""
