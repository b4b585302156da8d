### Notifications of the system and the tray's menu: plain text, no isolation marks.

notify-rejected-title = Command rejected
notify-rejected-body = { $command } of { $ref } was refused: { $reason }
notify-rejected-several = { $command }: { $refused } of { $total } refused. { $ref }: { $reason }
notify-rejected-nameless = { $command } was refused: { $reason }
notify-quarantined-body = { $command } of { $ref }: the server could not carry it out and set it aside. It waits on the desk.
notify-quarantined-nameless = { $command }: the server could not carry it out and set it aside. It waits on the desk.
notify-rejected-many = { $n ->
    [one] { $n } command was not done. Exceptions says why.
   *[other] { $n } commands were not done. Exceptions says why of each.
}
notify-set-aside-title = Command set aside
notify-unknown-title = Update the console
notify-unknown-body = { $command } of { $ref }: the server answered in a way that this console cannot read. What it changed is shown; update the console to read the answer.
notify-unknown-nameless = { $command }: the server answered in a way that this console cannot read. What it changed is shown; update the console to read the answer.
notify-unknown-many = { $n ->
    [one] { $n } command was answered in a way that this console cannot read. Update the console.
   *[other] { $n } commands were answered in a way that this console cannot read. Update the console.
}
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
notify-exception-many = { $n ->
    [one] { $n } new exception
   *[other] { $n } new exceptions
}
notify-offline-title = Offline
notify-offline-body = { $waiting ->
    [0] Offline since { $time }. Everything you did is sent. You can go on working.
    [one] Offline since { $time }. You can go on working: { $waiting } command waits here and is sent when the connection is back.
   *[other] Offline since { $time }. You can go on working: { $waiting } commands wait here and are sent when the connection is back.
}
notify-sync-broken-title = Not syncing
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
