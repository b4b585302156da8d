### Importing files.

import-title = Import
import-drop-here = Drop the file to import it
import-drop-hint = CSV, XLSX or GeoJSON. Nothing is imported before you have seen the preview.
import-choose-file = Choose a file
import-reading = Reading { $file }…
import-preview = Preview
import-recognised = Recognised as { $format }
import-format-onfleet = Onfleet sheet
import-format-optimoroute = OptimoRoute orders
import-format-fleetbase = Fleetbase orders
import-format-geojson = GeoJSON zones
import-format-kml = KML zones
import-format-wkt = WKT geofences
import-mapping = Columns
import-mapping-file = In the file
import-mapping-field = Becomes
import-mapping-unknown = kept in a note
import-service-date = Service date
import-merchant = Merchant
import-accepted = { $n } accepted
import-drafts = { $n } of them drafts
import-quarantined = { $n } to repair
import-skipped = { $n } already here
import-warnings = { $n } with a warning
import-start = { $n ->
    [0] Nothing to import
    [one] Import { $n } row
   *[other] Import { $n } rows
}
import-running = Importing { $n } of { $total }
import-cancel = Cancel import
import-done = { $n ->
    [0] Nothing new: everything was already here
    [one] { $n } delivery imported
   *[other] { $n } deliveries imported
}
import-done-zones = { $n ->
    [0] No new zones
    [one] { $n } zone imported
   *[other] { $n } zones imported
}
import-done-skipped = { $n ->
    [0] none was already here
    [one] { $n } was already here
   *[other] { $n } were already here
}
import-cancelled = Import cancelled. { $n ->
    [0] Nothing was imported.
    [one] { $n } row was imported before; it can be undone.
   *[other] { $n } rows were imported before; they can be undone.
}
import-undo = Undo this import
import-undone = { $n ->
    [one] { $n } delivery removed again
   *[other] { $n } deliveries removed again
}
import-undo-kept = { $n ->
    [0] none was kept
    [one] { $n } was touched since and stays
   *[other] { $n } were touched since and stay
}
import-repair-title = Rows to repair
import-repair-hint = Put the marked cell right and try the row again, or export the rows with their reasons.
import-repair-retry = Try the row again
import-repair-retry-all = Try all again
import-repair-export = Export with reasons
import-repair-dismiss = Let the row go
import-repair-ok = Row { $row } imported
import-row = Row { $row }
import-reason-column = reason
import-unknown-columns = Columns kept in a note: { $columns }
import-repaired = { $n ->
    [one] { $n } row repaired
   *[other] { $n } rows repaired
}

## Verdicts per row

import-verdict-accepted = Accepted
import-verdict-draft = Draft
import-verdict-quarantined = To repair
import-verdict-skipped = Already here
import-code-bad-phone = No phone number can be read
import-code-no-location = Neither an address nor a point
import-code-outside-service-area = The point is not in Saudi Arabia
import-code-bad-window = The time window ends before it starts or cannot be read
import-code-bad-amount = The COD amount is negative or not a number
import-code-duplicate-ref = The reference occurred earlier in this file
import-code-swapped-coordinates = Latitude and longitude were exchanged; put right
import-code-needs-geocode = Address without a point: a draft
import-code-already-imported = Already imported
import-code-bad-date = The date cannot be read
import-code-bad-polygon = The polygon crosses itself or is not closed
import-code-missing-name = No name
import-code-missing-ref = No reference
import-code-bad-coordinates = The coordinates cannot be read

## Files that cannot be read

import-error-not-a-spreadsheet = { $file } is not a spreadsheet. Nothing was imported. Save it as CSV or XLSX and drop it again.
import-error-unknown-format = The columns of { $file } are not known. Nothing was imported. Compare its header row with one of the known formats.
import-error-empty = { $file } is empty. Nothing was imported.
import-error-encoding = The text of { $file } cannot be read. Nothing was imported. Save it as UTF-8.
import-error-too-large = { $file } is larger than { $max }. Nothing was imported. Split it.
import-error-bad-geojson = { $file } is not valid GeoJSON. Nothing was imported.
import-error-no-hub = Choose a hub first. Nothing was imported.
