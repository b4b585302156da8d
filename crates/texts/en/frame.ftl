### The frame around every screen: navigation, search, generic actions, errors, empty lists, ages and units.

app-name = BARQ Dispatch
app-short = BARQ

## Rail

nav-label = Main navigation
nav-skip = Skip to content
rail-board = Board
rail-map = Map
rail-deliveries = Deliveries
rail-routes = Routes
rail-fleet = Fleet
rail-zones = Zones
rail-dashboard = Dashboard
rail-exceptions = Exceptions
rail-sync = Sync
rail-settings = Settings
rail-badge = { $n ->
    [one] { $n } open
   *[other] { $n } open
}

## Top bar

hub-switch = Switch hub
hub-all = All hubs
hub-none = No hub
service-date = Service date
service-date-previous = Previous day
service-date-next = Next day
service-date-today = Go to today
today = Today
yesterday = Yesterday
tomorrow = Tomorrow
carried-over = Carried over
carried-over-hint = Open work from an earlier day
carried-over-count = Carried over from earlier days: { $n }
window-open = Open in a new window
user-menu = Account
user-sign-out = Sign out
user-signed-in-as = Signed in as { $name }

## Search and commands

search-label = Search and commands
search-placeholder = Search or run a command
search-hint = Reference, phone, name, address or barcode
search-results = { $n ->
    [0] No results
    [one] { $n } result
   *[other] { $n } results
}
search-elsewhere = { $count } in { $hub }: open there
search-none = Nothing matches “{ $text }”. Try part of the reference or the phone number.
search-group-deliveries = Deliveries
search-group-couriers = Couriers
search-group-actions = Actions
search-group-screens = Screens
search-open-delivery = Open this customer's delivery
palette-title = Commands
palette-go = Go to { $screen }
palette-help = ↑ ↓ to choose, Enter to run, Esc to close

## Status bar

status-label = Day at a glance
status-unassigned = { $n ->
    [one] { $n } unassigned
   *[other] { $n } unassigned
}
status-couriers-on-shift = { $n ->
    [one] { $n } courier on shift
   *[other] { $n } couriers on shift
}
status-on-time = { $percent } on time
status-late = { $n } late
status-at-risk = { $n } at risk

## Generic actions

action-ok = OK
action-cancel = Cancel
action-close = Close
action-save = Save
action-apply = Apply
action-confirm = Confirm
action-continue = Continue
action-back = Back
action-next = Next
action-previous = Previous
action-done = Done
action-retry = Try again
action-refresh = Refresh
action-undo = Undo
action-copy = Copy
action-copied = Copied
action-export = Export
action-import = Import
action-open = Open
action-edit = Edit
action-add = Add
action-remove = Remove
action-clear = Clear
action-reset = Reset
action-select-all = Select all
action-select-none = Clear selection
action-more = More actions
action-details = Details
action-show = Show
action-hide = Hide
action-expand = Expand
action-collapse = Collapse
action-call = Call
action-filter = Filter
action-sort = Sort
action-print = Print
action-choose-file = Choose a file
action-send = Send
yes = Yes
no = No
none = None
all = All
any = Any
unknown = Unknown
not-set = Not set
loading = Loading…
working = Working…
saved = Saved
required = Required
optional = Optional
count-of = { $n } of { $total }
list-separator = { ", " }
dialog-label = Dialog
progress-label = Progress
progress-percent = { $percent } done
notices-label = Notices
dismiss = Dismiss
language-en = English
language-ar = العربية

## Undo

undo-none = Nothing to undo
undo-offer = { $action }. Undo?
undo-done = { $n ->
    [one] Undone for { $n } item
   *[other] Undone for { $n } items
}
undo-partly = Undone for { $ok } of { $total }. The others were changed since by { $who } and stay as they are.
undo-refused = Not undone: { $who } changed it since. Nothing was written.
undo-impossible = “{ $action }” cannot be undone.

## Selection and bulk results

selected-count = { $n ->
    [0] Nothing selected
    [one] { $n } selected
   *[other] { $n } selected
}
selected-elsewhere = { $n ->
    [one] { $n } selected is not shown here and is left alone
   *[other] { $n } selected are not shown here and are left alone
}
selected-none-shown = None of those selected is shown here. Nothing was done.
selected-first = The first { $n } of { $total } are selected. More cannot be selected at once.
list-rest = { $n ->
    [one] and { $n } more
   *[other] and { $n } more
}
selection-deliveries = { $n ->
    [one] { $n } delivery selected
   *[other] { $n } deliveries selected
}
bulk-result = { $ok } done, { $rejected } not done
bulk-all-done = { $n ->
    [one] Done for { $n } delivery
   *[other] Done for all { $n } deliveries
}
bulk-none-done = { $n ->
    [one] Not done. Nothing was written.
   *[other] Not done for any of { $n } deliveries. Nothing was written.
}
bulk-results-title = Result per delivery
bulk-too-many = A command takes at most { $max } deliveries; { $n } are selected. Select fewer and run it again.
bulk-working = { $n ->
    [one] Recording { $n } delivery…
   *[other] Recording { $n } deliveries…
}
bulk-not-sent = { $n ->
    [one] { $n } delivery was not sent and is unchanged. Do it once more for it.
   *[other] { $n } deliveries were not sent and are unchanged. Do it once more for them.
}
pending = Waiting to be sent
pending-hint = Recorded here, not yet confirmed by the server

## Shortcuts

shortcuts-title = Keyboard shortcuts
shortcuts-global = Everywhere
shortcuts-list = In lists
shortcuts-board = On the board
shortcuts-map = On the map
shortcut-help = Show this list
shortcut-palette = Search and commands
shortcut-undo = Undo
shortcut-screen = Go to the screen with this number
shortcut-hub = Switch hub
shortcut-sync-now = Sync now
shortcut-new-window = Open this screen in a new window
shortcut-next-row = Next row
shortcut-previous-row = Previous row
shortcut-extend-selection = Extend the selection
shortcut-toggle-selection = Select or unselect the row
shortcut-select-all = Select all shown
shortcut-open = Open details
shortcut-close = Close or go back
shortcut-assign = Assign the selection
shortcut-dispatch = Dispatch the selection
shortcut-cancel-delivery = Cancel the selection
shortcut-note = Add a note
shortcut-copy-phone = Copy the phone number
shortcut-copy-rows = Copy rows as a table
shortcut-search-list = Search in this list
shortcut-import = Import a file
shortcut-lasso = Lasso select
shortcut-zoom-fit = Show everything

## Ages and durations

age-now = just now
age-seconds = { $n } s ago
age-minutes = { $n } min ago
age-hours = { $n } h ago
age-days = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
duration-seconds = { $n } s
duration-minutes = { $n } min
duration-hours = { $n } h
duration-hours-minutes = { $h } h { $m } min
duration-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
in-minutes = in { $n } min
in-hours = in { $n } h
time-until = until { $time }
time-from = from { $time }
time-range = { $from } – { $to }

## Units

unit-sar = SAR
unit-money = { $amount } SAR
unit-minutes = min
unit-km = { $n } km
unit-m = { $n } m
unit-kg = { $n } kg
unit-g = { $n } g
unit-litre = { $n } L
unit-percent = { $n }%
unit-bytes = { $n } B
unit-kilobytes = { $n } KB
unit-megabytes = { $n } MB
unit-parcels = { $n ->
    [one] { $n } parcel
   *[other] { $n } parcels
}
unit-stops = { $n ->
    [0] no stops
    [one] { $n } stop
   *[other] { $n } stops
}
unit-deliveries = { $n ->
    [0] no deliveries
    [one] { $n } delivery
   *[other] { $n } deliveries
}
unit-couriers = { $n ->
    [0] no couriers
    [one] { $n } courier
   *[other] { $n } couriers
}
unit-rows = { $n ->
    [0] no rows
    [one] { $n } row
   *[other] { $n } rows
}
unit-commands = { $n ->
    [0] no commands
    [one] { $n } command
   *[other] { $n } commands
}
unit-attempts = { $n ->
    [0] no attempts
    [one] { $n } attempt
   *[other] { $n } attempts
}

## Empty lists

empty-title = Nothing here
empty-deliveries = No deliveries on this day yet. Drop a file anywhere to import them.
empty-filtered = No delivery matches these filters.
empty-clear-filters = Clear filters
empty-couriers = No couriers in this hub yet.
empty-couriers-on-shift = Nobody is on shift now.
empty-zones = No zones yet. Drop a GeoJSON file to import them.
empty-exceptions = No open exceptions. All quiet.
empty-notes = No notes yet.
empty-timeline = Nothing has happened yet.
empty-attempts = No attempts yet.
empty-outbox = Nothing waits to be sent.
empty-history = No exchanges yet.
empty-selection = Select a delivery to see it here.
empty-routes = No routes on this day yet.
empty-notifications = No notifications.
empty-chart = No figures for this day yet.

## Errors of the screens; those with a code are in api.ftl

error-title = Something went wrong
error-cancelled = Cancelled. What was finished before stays.
error-map-webgl = The map needs WebGL 2, which this computer does not offer. All lists work without it.
error-copy = The clipboard does not accept this. Nothing was copied.
shortcuts-screens = Screens
error-page-fault = This window had a fault. What you recorded is kept. Open it again with the button.
