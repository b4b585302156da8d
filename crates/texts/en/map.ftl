### The Map.

map-title = Map
map-label = Map of zones, deliveries and couriers
map-zones = Zones
map-couriers = Couriers
map-deliveries = Deliveries
map-routes = Routes
map-lasso = Lasso
map-lasso-hint = Draw around deliveries to select them
map-fit = Show everything
map-zoom-in = Zoom in
map-zoom-out = Zoom out
map-second-window = Open the map in its own window
map-cluster = { $n ->
    [one] { $n } delivery here
   *[other] { $n } deliveries here
}
map-no-basemap = No basemap. Choose one in Settings.
map-basemap-failed = The basemap cannot be read. Zones and points are shown on plain ground.
map-position-age = position { $age }
map-position-old = old position, { $age }
map-no-positions = No positions yet
map-selected = { $n ->
    [0] Nothing selected
    [one] { $n } selected
   *[other] { $n } selected
}
map-not-possible = “{ $command }” is not possible for anything selected here.
map-show-list = Show as a list
map-failed = The map could not be started. The lists beside it work; open the screen again to try once more.
map-zoom = Zoom
map-parts = What the map shows
map-panel = On the map
map-actions = What to do with the selection
map-tab-selected = Selected
map-selection-hint = Click a delivery, or press L and draw around several. Ctrl or Shift adds.
map-no-position = no position yet
map-next-stops = Next stops
map-select-theirs = { $n ->
    [0] No open deliveries
    [one] Select { $n } open delivery
   *[other] Select { $n } open deliveries
}
map-keys-pan = Move the map
map-keys-zoom = Zoom the map

## Legend: states by shape as well as colour

legend-title = Legend
legend-show = Show the legend
legend-hide = Hide the legend
legend-late = Red ring: late
legend-selected = Thick ring: selected
legend-courier = Arrow: courier and heading
legend-courier-old = Faded arrow: position older than 5 min
legend-zone = Area: zone
legend-cluster = Number: several deliveries
