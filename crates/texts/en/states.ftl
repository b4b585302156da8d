### Words for states and other closed lists of the domain.

## Delivery states

state-label = State
state-draft = Draft
state-ready = Ready
state-assigned = Assigned
state-dispatched = Dispatched
state-picked-up = Picked up
state-en-route = En route
state-arrived = Arrived
state-delivered = Delivered
state-failed = Failed
state-returning = Returning
state-returned = Returned
state-cancelled = Cancelled
state-lost = Lost
state-on-hold = On hold
state-group-open = Open
state-group-moving = On the road
state-group-closed = Closed
state-group-unassigned = Unassigned

## Lateness

lateness-on-time = On time
lateness-at-risk = At risk
lateness-late = Late
lateness-late-by = late { $n } min
lateness-slack = slack { $n } min
lateness-no-promise = No promise

## Roles

role-dispatcher = Dispatcher
role-supervisor = Field supervisor
role-viewer = Viewer
role-admin = Admin
role-courier = Courier
role-service = Service

## Vehicles

vehicle-motorcycle = Motorcycle
vehicle-car = Car
vehicle-van = Van
vehicle-none = No vehicle
vehicle-status-active = In use
vehicle-status-maintenance = In maintenance
vehicle-status-retired = Retired

## Couriers, shifts, routes

courier-status-active = Active
courier-status-suspended = Suspended
courier-status-left = Left
shift-state-planned = Planned
shift-state-open = Open
shift-state-closed = Closed
route-state-planned = Planned
route-state-active = Under way
route-state-done = Done
route-state-locked = Locked

## Deliveries

kind-dropoff = Drop-off
kind-pickup = Pickup
kind-return = Return
custody-label = Custody
custody-merchant = With the merchant
custody-hub = In the hub
custody-courier = With { $courier }
custody-courier-unnamed = With the courier
custody-recipient = With the recipient
proof-label = Proof
proof-none = No proof needed
proof-signature = Signature
proof-photo = Photo
proof-pin = PIN
proof-waived = Proof waived
method-cash = Cash
method-card = Card
method-transfer = Transfer
geo-exact = Exact point
geo-street = Street
geo-district = District
geo-unknown = Precision unknown
geo-none = No point
priority-low = Low
priority-medium = Medium
priority-high = High
priority-critical = Critical

## Fields and merge groups

field-ref = Reference
field-recipient = Recipient
field-merchant = Merchant
field-kind = Kind
field-zone = Zone
field-courier = Courier
field-vehicle = Vehicle
field-hub = Hub
field-phone = Phone
field-contact = Contact
field-address = Address
field-address-line1 = Address line 1
field-address-line2 = Address line 2
field-district = District
field-city = City
field-postal-code = Postal code
field-short-address = National short address
field-point = Point
field-pickup = Pickup
field-dropoff = Drop-off
field-window = Window
field-windows = Windows
field-promised-at = Promised
field-service-date = Service date
field-service-time = Service time
field-priority = Priority
field-skills = Skills
field-parcels = Parcels
field-weight = Weight
field-volume = Volume
field-barcodes = Barcodes
field-cod = COD
field-collected = Collected
field-variance = Variance
field-custody = Custody
field-state = State
field-hold-reason = Hold reason
field-attempts = Attempts
field-max-attempts = Most attempts
field-proof = Proof
field-route = Route
field-sequence = Stop no.
field-slack = Slack
field-eta = ETA
field-instructions = Instructions
field-notes = Notes
field-updated-at = Changed
field-created-at = Created
field-delivered-at = Delivered at
field-geo-quality = Location quality
field-reason = Reason
field-amount = Amount
field-cash-limit = Cash limit
field-home-zone = Home zone
field-plate = Plate
field-name-ar = Arabic name
field-name-en = English name
group-dropoff-address = Drop-off address
group-dropoff-contact = Recipient and phone
group-pickup-address = Pickup address
group-pickup-contact = Sender and phone
group-schedule = Windows, promise and service date
group-cod = COD
group-instructions = Instructions
group-parcel-count = Number of parcels
group-weight-g = Weight
group-volume-ml = Volume
group-barcodes = Barcodes
group-service-secs = Service time
group-priority = Priority
group-skills = Skills
group-proof-required = Proof
outside-zones = Outside zones
unassigned = Unassigned

## Reasons for a failed attempt, a hold, a return, a cancellation

reason-no-answer = No answer
reason-not-home = Nobody there
reason-wrong-address = Wrong address
reason-wrong-phone = Wrong phone number
reason-refused = Refused
reason-no-cash = Recipient had no cash
reason-closed = Place closed
reason-access-denied = No access
reason-reschedule-requested = Recipient asked for later
reason-damaged = Parcel damaged
reason-vehicle-breakdown = Vehicle broke down
reason-accident = Accident
reason-out-of-time = Out of time
reason-weather = Weather
reason-customer-request = Customer's request
reason-merchant-request = Merchant's request
reason-duplicate = Duplicate
reason-awaiting-stock = Waiting for the parcel
reason-address-check = Address to be checked
reason-max-attempts = Attempts used up
reason-other = Other reason
reported-by-courier = Reported by the courier
reported-by-phone = Reported by phone
reported-by-merchant = Reported by the merchant
reported-by-recipient = Reported by the recipient

## Contacts

contact-who-recipient = Recipient
contact-who-courier = Courier
contact-who-merchant = Merchant
contact-outcome-reached = Reached
contact-outcome-no-answer = No answer
contact-outcome-busy = Busy
contact-outcome-wrong-number = Wrong number
contact-outcome-message-left = Message left
note-kind-note = Note
note-kind-contact = Contact
note-kind-comment = Comment
note-kind-import = From the import
attempt-outcome-delivered = Delivered
attempt-outcome-failed = Failed
field-weight-kg = Weight in kg
field-volume-ml = Volume in ml
field-service-minutes = Service time in minutes
outbox-state-queued = Waiting to be sent
outbox-state-sending = Being sent
outbox-state-doubtful = No longer has an effect here; the server decides
outbox-state-applied = Done
outbox-state-rejected = Rejected
outbox-state-quarantined = Set aside
outbox-state-unknown = Answered in a way that this console cannot read. Update it to see how
outbox-tally = { $done } of { $total } done
outbox-tally-refused = { $n } refused
outbox-tally-unknown = { $n } answered in a way that this console cannot read; update it
outbox-tally-disputed = { $n ->
    [one] { $n } needs you
   *[other] { $n } need you
}
