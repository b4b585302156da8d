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
import-done-refused = { $n ->
    [0] none was refused
    [one] { $n } row was refused
   *[other] { $n } rows were refused
}
import-goes-on = It goes on when you close this. The status bar shows how far it is.
import-in-background = Go on in the background
import-stopped = The import is not finished. { $n } of { $total } rows are in.
import-unfinished = Import not finished: { $n ->
    [one] { $n } row to come
   *[other] { $n } rows to come
}
import-resume = Import the rest
import-forget = Leave the rest out
import-show = Show
import-past = Past imports
import-past-none = Nothing has been imported into this hub yet.
import-past-rows = { $n ->
    [one] { $n } row in the file
   *[other] { $n } rows in the file
}
import-past-here = { $n ->
    [0] none of it is here
    [one] { $n } delivery of it is here
   *[other] { $n } deliveries of it are here
}
import-past-to-come = { $n ->
    [one] { $n } row still to come
   *[other] { $n } rows still to come
}
import-past-undone = taken back { $when }
import-undo = Undo this import
import-undo-cancel = Stop here
import-undoing = Taking back { $n } of { $total }
import-undo-stopped = Stopped. { $n } of { $total } deliveries were removed again; the others are still here.
import-undone = { $n ->
    [0] Nothing was removed
    [one] { $n } delivery removed again
   *[other] { $n } deliveries removed again
}
import-undo-kept = { $n ->
    [0] none was kept
    [one] { $n } was changed since and stays
   *[other] { $n } were changed since and stay
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
import-code-bad-amount = The COD amount is negative or cannot be read for certain
import-code-duplicate-ref = The reference occurred earlier in this file
import-code-swapped-coordinates = Latitude and longitude were exchanged; put right
import-code-unreadable-cell = A cell cannot be read
import-code-needs-geocode = Address without a point: a draft
import-code-already-imported = Already imported

## Zones in a file

import-zone-self-intersection = The outline crosses or touches itself
import-zone-empty-geometry = It has no area
import-zone-not-a-polygon = It is a point or a line
import-zone-bad-geometry = The coordinates cannot be read
import-zone-outside-service-area = A point of it is not in Saudi Arabia
import-zone-too-many-points = It has more points than a zone can have
import-zone-ring-closed = The outline was open; closed
import-zone-swapped-coordinates = Latitude and longitude were exchanged; put right
import-zone-repaired = The outline crossed itself; the repaired one was taken
import-zone-same-name = Another zone of the file has the same name; told apart by number or outline
import-zone-unnamed = It has no name; called after its place in the file

## Files that cannot be read

import-error-empty = The file is empty. Nothing was imported. Save it again from where it comes from.
import-error-too-large = The file is too large. Nothing was imported. Split it.
import-error-unpacks-too-large = The file unpacks to more than can be read. Nothing was imported. Save the sheet alone, without pictures.
import-error-too-many-rows = The sheet has too many rows. Nothing was imported. Split it.
import-error-too-many-columns = The sheet has too many columns. Nothing was imported. Delete those that are not needed.
import-error-not-a-spreadsheet = This is not a spreadsheet. Nothing was imported. Export the orders as CSV or XLSX.
import-error-other-zones = These are zones in a format that cannot be read, such as KML or WKT. Nothing was imported. Save them as GeoJSON.
import-error-old-excel = This is an old or password-protected Excel file. Nothing was imported. Save it as XLSX without a password.
import-error-damaged = The file is damaged. Nothing was imported. Export it again; if it came by mail, download it again.
import-error-unknown-header = The columns are not those of a known format. Nothing was imported. Give the columns the names of Onfleet, OptimoRoute or Fleetbase.
import-error-zone-file = This file has zones, not deliveries. Nothing was imported. Import it as zones.
import-error-not-geo-json = This is not GeoJSON. Nothing was imported. Export the zones as a GeoJSON FeatureCollection.
import-error-no-zones = There is no zone in the file. Nothing was imported. Export the zones as polygons.
import-error-no-hub = Choose a hub first. Nothing was imported.
import-sample = First rows
import-zones = { $n ->
    [one] { $n } zone
   *[other] { $n } zones
}
import-more-problems = { $n ->
    [one] { $n } more row to repair; after the import it is in Exceptions.
   *[other] { $n } more rows to repair; after the import they are in Exceptions.
}
import-problems-kept = { $n ->
    [one] { $n } row to repair is kept in Exceptions.
   *[other] { $n } rows to repair are kept in Exceptions.
}
import-problems-exported = Rows to repair written to { $file }
import-error-unreadable = { $file } cannot be read. Nothing was imported. Save it as CSV, XLSX or GeoJSON and drop it again.

## What a column becomes

import-field-reference = Reference
import-field-task-details = Reference, or a note
import-field-kind = Kind
import-field-date = Service date
import-field-priority = Priority
import-field-merchant = Merchant
import-field-pickup-address = Pickup address
import-field-pickup-address-2 = Pickup address, second line
import-field-pickup-city = Pickup city
import-field-pickup-district = Pickup district
import-field-pickup-postal-code = Pickup postal code
import-field-pickup-phone = Pickup phone
import-field-pickup-latitude = Pickup latitude
import-field-pickup-longitude = Pickup longitude
import-field-name = Recipient
import-field-phone = Phone
import-field-instructions = Instructions
import-field-address = Address
import-field-address-2 = Address, second line
import-field-city = City
import-field-district = District
import-field-postal-code = Postal code
import-field-short-address = National short address
import-field-latitude = Latitude
import-field-longitude = Longitude
import-field-window-from = Window from
import-field-window-to = Window to
import-field-windows = Windows
import-field-service-minutes = Service time in minutes
import-field-parcels = Parcels
import-field-weight-kg = Weight in kg
import-field-volume-m3 = Volume in m³
import-field-skills = Skills
import-field-barcodes = Barcodes
import-field-cod = COD
import-field-cod-currency = Currency of the COD
import-field-kept = kept in a note
import-field-unused = not used

## What is wrong with a cell

import-why-three-decimals = Three digits behind the point: 1.250 can mean 1250 or 1.25. Write it without the point or with two decimals
import-why-two-amounts = Two columns say different COD amounts. Make them the same or empty one
import-why-no-result = A formula whose result is not in the file. Type the value, or open the file in a spreadsheet program and save it
import-why-error-value = A formula failed here. Type the value
import-why-merged = Merged with the cells above: their value holds for all of them together. Type what this row has of it
import-why-unclosed-quote = A quotation mark is opened here and never closed, so the cells behind it cannot be told. Remove the mark and check the row
import-why-digits-lost = A spreadsheet program shortened this number and digits are lost. Type the whole number
import-why-day-and-month = Day and month may be exchanged: other rows of the file write them the other way round. Correct the date and remove the question mark

## Days and sheets of a file

import-rows = { $n ->
    [one] { $n } row
   *[other] { $n } rows
}
import-days-ago = { $n ->
    [one] yesterday
   *[other] { $n } days ago
}
import-days-ahead = { $n ->
    [one] tomorrow
   *[other] in { $n } days
}
import-day-odd = { $rows } dated { $day }, { $when }. Check the dates before importing.
import-days-odd = { $rows } dated { $from } to { $to }. Check the dates before importing.
import-sheet-row = { $sheet }, row { $row }
import-sheet = { $name } ({ $rows })
import-sheet-hidden = { $name } (hidden, { $rows })
import-sheets-read = Sheets read: { $sheets }
import-sheets-unread = Sheets not read: { $sheets }
import-sheets-unread-why = Their columns are not those of the sheet that was read. Give them the same columns, or save each as a file of its own.
import-sheets-leave = Import without the sheets that were not read
import-sample-row = Place
