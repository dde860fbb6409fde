"""Started as `python -I -B grader/sandbox/worker LIMITS`, or with FORKSERVER and a socket as one that makes workers."""

import json
import sys

if sys.argv[1] == "FORKSERVER":
    import fork_loop

    fork_loop.main(int(sys.argv[2]))
else:
    import serve

    serve.serve(json.loads(sys.argv[1]))
