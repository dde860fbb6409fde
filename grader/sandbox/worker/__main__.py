"""Started as `python -I -B grader/sandbox/worker LIMITS`, or with FORKSERVER and a socket as one that makes workers."""

import gc
import json
import sys

gc.disable()  # until what follows is imported: that is much, and none of it garbage

if sys.argv[1] == "FORKSERVER":
    import fork_loop

    fork_loop.main(int(sys.argv[2]))
else:
    import serve

    serve.serve(json.loads(sys.argv[1]))
