### The Deliveries screen: table, filters, views, drawer.

deliveries-title = Deliveries
deliveries-count = { $n ->
    [0] No deliveries
    [one] { $n } delivery
   *[other] { $n } deliveries
}
deliveries-count-filtered = { $n } of { $total } deliveries
deliveries-table-label = Deliveries
deliveries-search-placeholder = Search in deliveries
deliveries-columns = Columns
deliveries-columns-hint = Choose and order the columns
deliveries-column-move-up = Move { $column } earlier
deliveries-column-move-down = Move { $column } later
deliveries-density = Row height

## Filters

filter-add = Filter
filter-remove = Remove filter { $name }
filter-clear-all = Clear filters
filter-state = State: { $value }
filter-zone = Zone: { $value }
filter-zones-count = Zones: { $n }
filter-courier = Courier: { $value }
filter-merchant = Merchant: { $value }
filter-lateness = Lateness: { $value }
filter-text = Text: { $value }
filter-open = Open
filter-late = Late
filter-at-risk = At risk
filter-unassigned = Unassigned
filter-carried-over = Carried over
filter-cod = With COD
filter-pending = Waiting to be sent
filter-drafts = Drafts
filter-any-state = Any state
filter-any-zone = Any zone
filter-any-courier = Any courier

## Saved views

view-label = View
view-all = All deliveries
view-save = Save view
view-save-as = Save as a new view
view-name = Name of the view
view-delete = Delete view
view-saved = View “{ $name }” saved

## Sorting

sort-by = Sort by { $column }
sort-ascending = Ascending
sort-descending = Descending
sort-late-first = Late risk first

## Cells

cell-no-courier = No courier
cell-promised-late = late { $n } min
cell-parcels = { $n } pcs
cell-cod-none = No COD
cell-sequence = Stop { $n }
row-select = Select { $ref }

## Drawer

drawer-label = Delivery { $ref }
drawer-recipient = Recipient
drawer-merchant = Merchant
drawer-address = Address
drawer-window = Window
drawer-promised = Promised
drawer-service-date = Service date
drawer-cod = COD
drawer-cod-due = { $amount } due
drawer-cod-collected = { $amount } collected
drawer-parcels = Parcels
drawer-courier = Courier
drawer-courier-position = { $age }, { $distance } away, slack { $slack } min
drawer-courier-age = position { $age }
drawer-no-position = no position
drawer-slack = Slack
drawer-eta = ETA { $time }
drawer-attempts = Attempts
drawer-attempt = Attempt { $n } of { $max }
drawer-proof = Proof
drawer-notes = Notes
drawer-note-placeholder = Write a note
drawer-note-add = Add note
drawer-map = On the map
drawer-show-on-map = Show on the map
drawer-call-recipient = Call the recipient
drawer-call-courier = Call the courier
drawer-copy-phone = Copy the phone number
drawer-phone-copied = Phone number copied
drawer-log-contact = Log contact
drawer-no-phone = No phone
drawer-no-address = No address
drawer-held-because = On hold: { $reason }
drawer-draft-because = Draft: { $reason }
drawer-draft-no-point = no point inside the service area
drawer-draft-no-phone = no valid phone
drawer-draft-bad-window = no valid window
drawer-pending-commands = { $n ->
    [one] { $n } change waiting to be sent
   *[other] { $n } changes waiting to be sent
}
drawer-rejected = A change was rejected: { $reason }
drawer-conflict = Two edits to the { $group }

## Copy and export

deliveries-copied-rows = { $n ->
    [one] { $n } row copied
   *[other] { $n } rows copied
}
deliveries-copying = Copying { $n } rows…
deliveries-export-csv = Export as CSV
deliveries-export-xlsx = Export as XLSX
deliveries-exported = { $n ->
    [one] { $n } row written to { $file }
   *[other] { $n } rows written to { $file }
}
cell-late-by = late { $time }

## Tools

deliveries-tools = Filters and commands
filter-all-days = All days
row-has-exception = Has an open exception
drawer-actions = What can be done
drawer-away = { $distance } away
