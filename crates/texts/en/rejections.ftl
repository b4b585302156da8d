### Why a command is refused. Each sentence stands alone; `rejection-lead` says what was kept.

rejection-lead = Not done, nothing was written.
rejection-title = Not done
rejection-allowed = From here: { $commands }
rejection-override-hint = You may overrule this with a reason.
rejection-override-supervisor = A supervisor may overrule this with a reason.

rejection-not-granted = You have no access to this hub.
rejection-not-allowed = Your role does not allow this.
rejection-not-found = This is no longer here.
rejection-already-exists = This exists already.
rejection-wrong-state = Its state does not allow this.
rejection-changed-since = Someone changed it since.
rejection-courier-not-active = The courier does not work in this hub any more.
rejection-courier-unchanged = It is with this courier already.
rejection-outside-shift = The courier's shift does not cover the window.
rejection-skill-missing = The courier lacks a skill this needs.
rejection-over-capacity = The vehicle cannot hold that much.
rejection-over-cash-limit = The courier's cash limit would be exceeded.
rejection-parcel-elsewhere = The parcel is with someone else.
rejection-proof-missing = Proof is required. Add it, or waive it with a reason.
rejection-collected-mismatch = What was collected is not what is due. Say why it differs.
rejection-reason-missing = A reason is needed.
rejection-attempts-exhausted = All attempts are used up.
rejection-window-missing = A new time window is needed.
rejection-window-invalid = The time window ends before it starts.
rejection-past-service-date = The service date has passed.
rejection-too-late = It is too late for this correction.
rejection-bad-phone = This is not a phone number.
rejection-bad-point = The point is outside the service area.
rejection-bad-polygon = The polygon crosses itself or is not closed.
rejection-bad-field = A field is not valid.
rejection-bad-amount = This is not a valid amount.
rejection-name-missing = A name in Arabic or English is needed.
rejection-open-work = There is still open work.
rejection-shift-overlaps = The courier has another shift at this time.
rejection-nothing-to-settle = There is no cash to settle.
rejection-variance-reason-missing = The count differs from what is expected. Say why.
rejection-already-claimed = Someone else has taken it.
rejection-already-resolved = It has been resolved already.
rejection-batch-touched = Deliveries of this import were changed since.
rejection-empty-selection = Nothing is selected.
rejection-too-many-items = Too many are selected at once.
rejection-too-large = The command is too large.
rejection-unknown-command = The server does not know this command. Update the console.
rejection-malformed-command = The command is not well-formed. Update the console.
# A reason of another release.
rejection-unknown = The server gives a reason that this console does not know: “{ $code }”. Update the console.

## The same with figures, where the rule gives them

rejection-wrong-state-detail = “{ $action }” is not possible: the delivery is { $state }.
rejection-changed-since-chosen = { $who } chose { $courier } ({ $time }).
rejection-changed-since-detail = { $who } changed it since.
rejection-courier-not-active-detail = { $courier } is not active: { $status }.
rejection-outside-shift-detail = The shift of { $courier } does not cover the window.
rejection-skill-missing-detail = { $courier } lacks: { $skills }.
rejection-over-capacity-detail = Vehicle { $plate } would carry { $load } of { $capacity }.
rejection-over-cash-limit-detail = The cash limit of { $courier } would be exceeded by { $over }.
rejection-parcel-elsewhere-detail = The parcel is elsewhere: { $custody }.
rejection-proof-missing-detail = Proof is required: { $proof }. Add it, or waive it with a reason.
rejection-collected-mismatch-detail = { $collected } was collected, { $due } is due. Say why it differs.
rejection-attempts-exhausted-detail = { $attempts } of { $max } attempts are used up.
rejection-past-service-date-detail = The service date { $date } has passed.
rejection-too-late-detail = A correction is possible within { $hours } h only.
rejection-bad-field-detail = Not valid: { $field }.
rejection-not-allowed-detail = “{ $action }” is for: { $roles }.
rejection-batch-touched-detail = { $reference } was changed since the import.
rejection-overrule-by = May be overruled by: { $roles }.
