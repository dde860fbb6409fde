"""Works on the course, not on a submission: selfcheck, mutants, calibration, benchmark, published systems, drawing."""
