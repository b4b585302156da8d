### The Board: unassigned by zone beside the couriers.

board-title = Board
board-unassigned = Unassigned
board-couriers = Couriers
board-on-shift = { $n } on shift
board-sort-late = Late risk first
board-sort-zone = By zone
board-sort-promised = By promise
board-sort-nearest = Nearest
board-sort-load = Least load
board-sort-name = By name
board-filter-couriers = Find a courier
board-show-off-shift = Show couriers off shift
board-outside-zones = Outside zones
board-zone-count = { $zone }, { $n ->
    [one] { $n } delivery
   *[other] { $n } deliveries
}
board-select-zone = Select all in { $zone }
board-late-by = late { $n } min
board-load = { $n } / { $capacity }
board-load-label = Load { $n } of { $capacity }
board-load-more = { $n } + { $more } / { $capacity }
board-cash-held = cash { $amount }
board-cash-of-limit = cash { $amount } of { $limit }
board-shift-until = until { $time }
board-shift-none = no shift planned
board-shift-over = shift over
board-next-stops = Next stops
board-no-stops = No stops
board-position-age = position { $age }
board-assign-hint = Drag onto a courier, or select, press A, type a name, Enter.
board-dragging = { $n ->
    [one] { $n } delivery
   *[other] { $n } deliveries
}
board-drop-here = Drop to assign to { $courier }
board-assign-title = { $n ->
    [one] Assign { $n } delivery
   *[other] Assign { $n } deliveries
}
board-assign-placeholder = Type a courier's name
board-assign-none = No courier by this name
board-preview-fine = Nothing stands against it
board-preview-checking = Checking…
board-preview-blocked = { $n ->
    [one] { $n } cannot be assigned
   *[other] { $n } cannot be assigned
}
board-preview-overridable = Can be overruled with a reason
board-assigned = { $n ->
    [one] { $n } delivery assigned to { $courier }
   *[other] { $n } deliveries assigned to { $courier }
}
board-dispatch-all = Dispatch all assigned
board-dispatched = { $n ->
    [one] { $n } delivery dispatched
   *[other] { $n } deliveries dispatched
}
board-over-capacity = over capacity by { $n ->
    [one] { $n } parcel
   *[other] { $n } parcels
}
board-over-cash-limit = cash limit exceeded by { $amount }
board-missing-skills = missing skills: { $skills }
board-outside-shift = outside the shift

board-search = Find a delivery
board-sort-cod = Most cash first
board-sort-reference = By reference
board-all-assigned = Everything is assigned. Nothing waits here.
board-key-fold = Fold or unfold the zone
board-cash = { $held } / { $limit }
board-over-capacity-by = over capacity by { $amount }
board-preview-late = +{ $n } late
board-preview-still-late = { $n } late already
board-preview-no-longer-late = { $n } no longer late
board-preview-at-risk = +{ $n } at risk
board-preview-later = done { $time } later
board-preview-earlier = done { $time } earlier
board-courier-late = { $n ->
    [one] { $n } late
   *[other] { $n } late
}
board-courier-at-risk = { $n ->
    [one] { $n } at risk
   *[other] { $n } at risk
}
board-middle = What is selected
board-shift = Shift
board-load-word = Load
board-cash-word = Cash held
board-position = Position
