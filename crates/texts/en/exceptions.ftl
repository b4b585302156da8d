### Exceptions: what needs a person.

exceptions-title = Exceptions
exceptions-open = Open
exceptions-resolved = Resolved
exceptions-mine = Mine
exceptions-from-me = From my work
exceptions-count = { $n ->
    [0] No exceptions
    [one] { $n } exception
   *[other] { $n } exceptions
}
exceptions-list-label = Exceptions
exceptions-filter-kind = Kind

## Kinds

exception-kind-rejected = Rejected command
exception-kind-contested = Contested report
exception-kind-conflict = Edit conflict
exception-kind-import-row = Import row to repair
exception-kind-late-risk = Late risk
exception-kind-quarantined = Command set aside

exception-rejected-what = { $command } of { $ref } was rejected
exception-rejected-several = { $command } of { $ref } and { $n ->
    [one] { $n } other
   *[other] { $n } others
} was rejected
exception-rejected-nameless = { $command } was rejected
exception-quarantined-what = { $command } of { $ref } was set aside
exception-quarantined-several = { $command } of { $ref } and { $n ->
    [one] { $n } other
   *[other] { $n } others
} was set aside
exception-quarantined-nameless = { $command } was set aside
exception-item-unknown = no longer in this hub
exception-item-refused-now = refused now too
exception-item-possible-now = possible now
exception-item-done-already = so already
exception-item-disputed-now = would need a decision
exception-still-refused-same = Tried now, it would be refused for the same reason.
exception-still-refused-some = Tried now, { $n } of { $total } would be refused.
exception-partly-done = { $ok } of { $total } done; still on the desk: { $n }
exception-row-in-file = As the file had it
exceptions-bulk-claim = Take them
exceptions-confirm-discarded = { $n ->
    [one] Drop { $n } exception?
   *[other] Drop { $n } exceptions?
}
exceptions-confirm-repaired = { $n ->
    [one] Mark { $n } exception as put right?
   *[other] Mark { $n } exceptions as put right?
}
exceptions-do-discarded = Drop them
exceptions-do-repaired = Mark as put right
exceptions-bulk-hint = They stay to be read under Resolved.
exceptions-bulk-left = { $n ->
    [one] { $n } of the selected is settled by itself: it needs a choice.
   *[other] { $n } of the selected are settled one by one: each needs a choice.
}
exception-rejected-why = { $reason }
exception-dependent-what = { $command } of { $ref } was built on a rejected command
exception-contested-what = { $ref }: { $command } reported, but the delivery was { $state }
exception-contested-twice = { $ref }: delivered twice, already recorded by { $who } { $time }, { $paid }
exception-contested-cash = { $amount } counts as cash held by { $courier }
exception-conflict-what = Two edits to the { $group } of { $ref }
exception-import-what = Row { $row } of { $file }: { $reason }
exception-late-what = { $ref } will be late by { $n } min
exception-intended = What was intended
exception-why-not = Why not
exception-now = How it is now
exception-happened-at = Happened { $time }
exception-recorded-by = Recorded by { $who }

## Both values

conflict-yours = You, { $time }
conflict-before = Before
conflict-keep-mine = Keep mine
conflict-keep-theirs = Keep theirs
conflict-kept-mine = Your edit was kept
conflict-kept-theirs = The other edit was kept
conflict-empty-value = empty

## Contested

contested-accept = It happened: accept
contested-refuse = It did not happen: refuse
contested-reason = Why?
contested-accepted = Report accepted
contested-refused = Report refused
contested-evidence = Evidence
contested-point = Point of the report
contested-proof = Proof
contested-cash = Cash collected

## Working on one

exception-claim = Take it
exception-claimed-by = Taken by { $who }
exception-claimed-by-me = Taken by you
exception-unclaimed = Nobody has taken it
exception-comment = Comment
exception-comment-placeholder = Write a comment for the next shift
exception-comments = { $n ->
    [0] No comments
    [one] { $n } comment
   *[other] { $n } comments
}
exception-resolve = Mark as put right
exception-resolved-by = Resolved by { $who }, { $age }
exception-try-again = Try again
exception-drop-command = Drop it
exception-open-delivery = Open the delivery
exception-repair-row = Repair the row
exception-age = opened { $age }

## How it was settled

resolution-accepted = Accepted
resolution-refused = Refused
resolution-kept-mine = Own edit kept
resolution-kept-theirs = Other edit kept
resolution-retried = Tried again
resolution-repaired = Repaired
resolution-discarded = Dropped

## Handover

handover-title = Handover
handover-since = Since the shift began at { $time }
handover-open-exceptions = Open exceptions
handover-risks = Late risks
handover-notes = Notes

exceptions-none-here = Nothing here with these filters.
exceptions-none-open = Select an exception to see it here.
exception-pending = not yet confirmed by the server
exception-happened = Happened
exception-source = Source
exception-changed-by = Last changed
exception-quarantined-why = The server could not carry it out and set it aside. It is kept as it was.
exception-still-refused = Tried now, it would be refused:
exception-edit-retry = Change and try again
exception-repair-import = Check and import
exception-drop-row = Leave the row out
conflict-of = { $who }, { $time }
conflict-other = The other edit
conflict-field = Field
conflict-keep-first = Keep the first
conflict-keep-second = Keep the second
contested-reported = What was reported
contested-recorded = What is recorded already
contested-recorded-by = Recorded by
contested-paid = Paid
contested-nothing-paid = nothing collected
contested-this-right = This one is right: its payment counts
contested-first-right = The first is right: reverse this one
contested-stays = It stays { $state } whatever is accepted. To change that, correct the outcome.
contested-settle = { $n ->
    [one] Settle { $n } report
   *[other] Settle { $n } reports
}
contested-needs-courier = Nobody is known to have it. Assign the delivery first, or refuse the report.
late-accept = Accept the risk
