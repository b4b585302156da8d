### Notifications of the system and the tray's menu: plain text, no isolation marks.

notify-rejected-title = Command rejected
notify-rejected-body = { $command } of { $ref }: { $reason }
notify-contested-title = Contested report
notify-contested-body = { $command } of { $ref } was reported, but the delivery was { $state }.
notify-conflict-title = Two edits
notify-conflict-body = The { $group } of { $ref } was edited twice. Choose one.
notify-late-title = Late risk
notify-late-body = { $n ->
    [one] { $n } delivery is at risk of being late
   *[other] { $n } deliveries are at risk of being late
}
notify-exception-title = New exception
notify-exception-body = { $what }
notify-sync-broken-title = Sync broken
notify-sync-broken-body = { $waiting ->
    [0] No exchange for { $n } min. Everything you did is sent.
    [one] No exchange for { $n } min. { $waiting } command waits here.
   *[other] No exchange for { $n } min. { $waiting } commands wait here.
}
notify-sync-back-title = Back online
notify-sync-back-body = { $n ->
    [0] Everything is sent.
    [one] { $n } command was sent.
   *[other] { $n } commands were sent.
}
notify-import-title = Import finished
notify-import-body = { $created } imported, { $quarantined } to repair
notify-test-title = BARQ Dispatch
notify-test-body = Notifications work.
notify-open = Open

tray-open = Open BARQ Dispatch
tray-open-board = Open the board
tray-open-map = Open the map
tray-open-exceptions = { $n ->
    [0] No exceptions in your hubs
    [one] { $n } exception in your hubs
   *[other] { $n } exceptions in your hubs
}
tray-state = { $state } · { $n } waiting
tray-sync-now = Sync now
tray-exceptions = Open exceptions
tray-online = Online
tray-offline = Offline
tray-counts = { $waiting } waiting to be sent, { $exceptions } open exceptions
tray-quit = Quit
tray-tooltip = BARQ Dispatch: { $state }
