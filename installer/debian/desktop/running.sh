# Says which processes of other people's work run from the installed folder, one a line. The server's own jobs are none
# of them: the packages stop and start those themselves.
running() {
    for process in /proc/[0-9]*; do
        [ "$process/exe" -ef /usr/lib/cleanstation-desktop/cleanstation ] || continue
        verb=$(tr '\000' '\n' <"$process/cmdline" 2>/dev/null | sed -n 2p) || continue
        [ "$verb" = service ] || echo "process ${process#/proc/} of $(stat -c %U "$process")"
    done
}

# The program reads its modules from its files when it first needs them: other files under it would end its work.
refuse_while_it_runs() { # WHAT IS NOT DONE
    found=$(running)
    [ -n "$found" ] || return 0
    echo "CleanStation Desktop is open on this PC:" >&2
    echo "$found" | sed 's/^/  /' >&2
    echo "Close it, then try again. $1" >&2
    exit 1
}
