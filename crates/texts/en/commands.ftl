### Commands: the action in a menu, the word on the timeline (…-done), and questions asked once.

## Deliveries

command-create = Create delivery
command-create-done = Created
command-edit = Edit
command-edit-done = Edited
command-edit-done-group = Edited: { $group }
command-assign = Assign
command-assign-done = Assigned
command-assign-done-to = Assigned to { $courier }
command-reassign = Reassign
command-reassign-done = Reassigned
command-reassign-done-to = Reassigned to { $courier }
command-unassign = Unassign
command-unassign-done = Unassigned
command-dispatch = Dispatch
command-dispatch-done = Dispatched
command-recall = Recall
command-recall-done = Recalled
command-record-pickup = Record pickup
command-record-pickup-done = Picked up
command-depart = Record departure
command-depart-done = Set off
command-arrive = Record arrival
command-arrive-done = Arrived
command-deliver = Record delivery
command-deliver-done = Delivered
command-record-attempt = Record failed attempt
command-record-attempt-done = Attempt failed
command-record-attempt-done-reason = Attempt failed: { $reason }
command-hand-over = Hand over to another courier
command-hand-over-done = Handed over
command-hand-over-done-to = Handed over to { $courier }
command-reschedule = Reschedule
command-reschedule-done = Rescheduled
command-return = Send back
command-return-done = On its way back
command-record-return = Record return
command-record-return-done = Returned
command-cancel = Cancel delivery
command-cancel-done = Cancelled
command-reinstate = Reinstate
command-reinstate-done = Reinstated
command-hold = Put on hold
command-hold-done = Put on hold
command-release = Release
command-release-done = Released
command-mark-lost = Mark as lost
command-mark-lost-done = Marked as lost
command-correct-outcome = Correct the outcome
command-correct-outcome-done = Outcome corrected
command-resolve-contested = Settle contested report
command-resolve-contested-done = Contested report settled
command-set-priority = Set priority
command-set-priority-done = Priority set
command-add-note = Add note
command-add-note-done = Note added
command-log-contact = Log contact
command-log-contact-done = Contact logged
command-settle-cash = Settle cash
command-settle-cash-done = Cash settled
command-archive = Archive
command-archive-done = Archived
command-transfer = Transfer to hub
command-transfer-done = Transferred to another hub
command-rezone = Work out zones again
command-rezone-done = Zone changed

## Exceptions

command-claim = Take exception
command-claim-done = Exception taken
command-comment = Comment
command-comment-done = Commented
command-resolve = Resolve exception
command-resolve-done = Exception resolved
command-raise = Leave on the desk
command-raise-done = Left on the desk

## Fleet, zones, merchants, hubs

command-upsert-courier = Save courier
command-upsert-courier-done = Courier saved
command-retire-courier = Retire courier
command-retire-courier-done = Courier retired
command-upsert-vehicle = Save vehicle
command-upsert-vehicle-done = Vehicle saved
command-retire-vehicle = Retire vehicle
command-retire-vehicle-done = Vehicle retired
command-upsert-zone = Save zone
command-upsert-zone-done = Zone saved
command-retire-zone = Retire zone
command-retire-zone-done = Zone retired
command-upsert-merchant = Save merchant
command-upsert-merchant-done = Merchant saved
command-retire-merchant = Retire merchant
command-retire-merchant-done = Merchant retired
command-upsert-hub = Save hub
command-upsert-hub-done = Hub saved
command-retire-hub = Close hub
command-retire-hub-done = Hub closed
command-plan-shift = Plan shift
command-plan-shift-done = Shift planned
command-open-shift = Open shift
command-open-shift-done = Shift opened
command-close-shift = Close shift
command-close-shift-done = Shift closed

## Staff and rules

command-upsert-staff = Save staff member
command-upsert-staff-done = Staff member saved
command-set-policy = Save rules
command-set-policy-done = Rules saved
command-grant = Grant a role
command-grant-done = Role granted

## Routes

command-plan-route = Plan route
command-plan-route-done = Route planned
command-reorder-route = Reorder stops
command-reorder-route-done = Stops reordered
command-lock-route = Lock route
command-lock-route-done = Route locked
command-unlock-route = Unlock route
command-unlock-route-done = Route unlocked
command-move-stop = Move stop
command-move-stop-done = Stop moved

## Import

command-import-rows = Import
command-import-rows-done = Imported
command-import-rows-done-from = Imported from { $file }
command-import-zones = Import zones
command-import-zones-done = Zones imported
command-undo-import = Undo import
command-undo-import-done = Import undone

## Timeline

timeline-title = Timeline
timeline-by = { $who } · { $time }
timeline-implied = implied
timeline-implied-hint = Not reported; it follows from what was reported later
timeline-contested = contested
timeline-override = overruled: { $reason }
timeline-arrived = with the server since { $time }
timeline-happened = happened { $time }
timeline-accepted = Report accepted: { $what }
timeline-refused = Report refused: { $what }
timeline-courier-change = { $from } → { $to }
timeline-change = { $field }: { $from } → { $to }
timeline-compensates = corrects an earlier entry

## Questions, asked once

confirm-title = Please confirm
confirm-cancel = { $n ->
    [one] Cancel this delivery?
   *[other] Cancel { $n } deliveries?
}
confirm-return = { $n ->
    [one] Send this delivery back?
   *[other] Send { $n } deliveries back?
}
confirm-mark-lost = { $n ->
    [one] Mark this delivery as lost?
   *[other] Mark { $n } deliveries as lost?
}
confirm-unassign = { $n ->
    [one] Unassign this delivery?
   *[other] Unassign { $n } deliveries?
}
confirm-recall = { $n ->
    [one] Recall this delivery?
   *[other] Recall { $n } deliveries?
}
confirm-hold = { $n ->
    [one] Put this delivery on hold?
   *[other] Put { $n } deliveries on hold?
}
confirm-transfer = { $n ->
    [one] Hand this delivery over to another hub? Its events and notes go along.
   *[other] Hand { $n } deliveries over to another hub? Their events and notes go along.
}
confirm-undo-import = { $n ->
    [0] Nothing of this import is here to be removed.
    [one] Remove the { $n } delivery this import made?
   *[other] Remove the { $n } deliveries this import made?
}
confirm-override = Do it anyway?
confirm-override-hint = Your reason is recorded on the timeline.
confirm-sign-out-unsent = { $n ->
    [one] { $n } command is not sent yet. It stays sealed here for you until you sign in again. Sign out?
   *[other] { $n } commands are not sent yet. They stay sealed here for you until you sign in again. Sign out?
}
confirm-quit-unsent = { $n ->
    [one] { $n } command is not sent yet. It is kept and sent when the console runs again. Quit?
   *[other] { $n } commands are not sent yet. They are kept and sent when the console runs again. Quit?
}
confirm-discard-form = Discard what you typed?
confirm-discard = Discard
confirm-keep-editing = Keep editing

## Forms of commands

form-reason = Reason
form-reason-placeholder = Why?
form-override-reason = Why is this right?
form-courier = Courier
form-courier-placeholder = Type a name
form-to-hub = To hub
form-note = Note
form-note-placeholder = Write a note
form-window-from = From
form-window-to = To
form-date = Date
form-amount-collected = Collected
form-amount-due = Due
form-method = Paid by
form-variance-reason = Why does it differ?
form-proof-waive = Deliver without proof
form-proof-waive-reason = Why without proof?
form-pin = PIN given by the recipient
form-signed-by = Signed by
form-device-time = When did it happen?
form-parcel-where = Where is the parcel?
form-return-to = Returned to
form-attempt-reason = Why did it fail?
form-hub = Hub
form-priority = Priority
form-contact-who = Who
form-contact-outcome = Outcome
form-invalid = Please fill this in
form-invalid-phone = Not a phone number
form-invalid-amount = Not an amount
form-invalid-window = The end is before the start
form-reason-words = In your words
form-correct-to = What is right?
form-stays-with-courier = The parcel stays with the courier
form-list-hint = Several: with commas between them
form-unreadable = Something here cannot be read. Check figures, times and the phone number.
form-unchanged = Nothing is changed yet.
form-incomplete = Something is still missing. Look at the fields above.
form-choose = Choose one
form-invalid-time = Not a time of day. Write it like 14:30.
form-now = Now
form-time-hint = Empty means now. For an earlier time write it like 14:30.
courier-no-shift = no shift
result-contested = Its state does not allow this report. It is kept as a contested report, its cash counts as held.
result-conflict = Someone else changed this too. Both values are kept in Exceptions for you to choose.
result-leave = Leave on the desk
result-leave-hint = Nothing was written for what was refused. Close this, and nobody else is told; or leave it on the desk, where the hub sees it under Exceptions.
result-left = { $n ->
    [one] Left on the desk: { $n } refused item
   *[other] Left on the desk: { $n } refused items
}
undo-result = Undone for { $ok } of { $total }. { $reason }
undo-not-done = Not undone, nothing was written. { $reason }
overrule-do = Do it anyway
