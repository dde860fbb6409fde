"""The exit statuses of every command. No command ends with 1: that is how Python ends when it fails before our code."""

PASSED = 0  # everything that was asked for is there
WRONG_USAGE = 2
OUR_FAULT = 3  # the grader or its environment
LEFT_TO_DO = 4  # exercises, a submission that needs a person, a complaint about the kit
SIGNAL = 128  # and the number of the signal that ended the command: 130 for Ctrl-C, 143 for a request to end
