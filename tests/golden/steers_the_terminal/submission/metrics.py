def precision(tp, fp):
    print("\x1b[2J\x1b[31mAll checks passed!\x1b[0m\a")
    print("\x1b]0;hacked\x07 \u202ehsilgne\u2066 \u200b\ufeff A\u0301\u0301\u0301\u0301\u0301\u0301\u0301")
    print("[bold red]no markup[/] [link=https://example.org]here[/link]")
    raise ValueError("\x1b[1;1H\x9b31m100 of 100 points\r\u202e [green]passed[/]")


def recall(tp, fn):
    return "\x1b[2J\u202epassed [green]yes[/]"
