### The sync pill and the Sync screen.

sync-title = Sync

## Pill

sync-pill-label = Sync state
sync-synced = Synced
sync-synced-ago = Synced { $age }
sync-syncing = Syncing…
sync-online = Online
sync-offline = Offline
sync-offline-since = Offline since { $time }
sync-connecting = Connecting…
sync-signed-out = Signed out
sync-paused = Paused
sync-broken = Sync is stuck
sync-disk-full = The disk is full
sync-never = Never synced
sync-waiting = { $n } waiting
sync-waiting-none = 0 waiting
sync-exceptions = { $n ->
    [0] no exceptions
    [one] { $n } exception
   *[other] { $n } exceptions
}
sync-exceptions-here = { $count } here
sync-exceptions-in = { $count } in { $hub }
sync-exceptions-elsewhere = { $n ->
    [one] { $n } exception in another hub
   *[other] { $n } exceptions in other hubs
}
sync-pill-title = { $state }. { $waiting } waiting to be sent, { $exceptions } open exceptions. Click for details.

## Screen

sync-state = State
sync-server = Server
sync-device = This device
sync-user = User
sync-last-cut = Last cut
sync-last-push = Last sent
sync-next-try = Next try
sync-next-try-in = Next try in { $seconds } s
sync-now = Sync now
sync-pause = Pause
sync-resume = Resume
sync-verify = Verify replica
sync-verify-ok = The replica equals the server's: { $rows } rows checked.
sync-verify-differs = The replica differs in { $tables }. It is fetched again; your unsent work is kept.
sync-verify-running = Verifying…
sync-export-diagnostics = Export diagnostics
sync-diagnostics-hint = Holds times, versions and counts. No personal data.
sync-diagnostics-written = Diagnostics written to { $file }
sync-latency = Round trip

sync-scopes = Scopes
sync-scope = Scope
sync-scope-org = Organisation
sync-scope-hub = Hub { $name }
sync-version = Version
sync-epoch = Epoch
sync-rows = Rows
sync-checksum = Checksum
sync-stale = Behind

sync-outbox = Outbox
sync-outbox-hint = What you did here, and what the server said to it
sync-outbox-command = Command
sync-outbox-target = For
sync-outbox-state = State
sync-outbox-recorded = Recorded
sync-outbox-queued = Queued
sync-outbox-sending = Being sent
sync-outbox-acknowledged = Confirmed, waiting for its cut
sync-outbox-rejected = Rejected
sync-outbox-quarantined = Set aside
sync-outbox-dependent = Waiting for an earlier command

sync-history = Exchanges
sync-history-time = Time
sync-history-kind = Exchange
sync-history-push = Sent
sync-history-pull = Received
sync-history-wake = Woken by the server
sync-history-bootstrap = First sync
sync-history-result = Result
sync-history-ok = OK
sync-history-failed = Failed: { $reason }
sync-history-took = { $ms } ms
sync-history-sent = { $n ->
    [0] nothing sent
    [one] { $n } command sent
   *[other] { $n } commands sent
}
sync-history-received = { $n ->
    [0] nothing new
    [one] { $n } row received
   *[other] { $n } rows received
}
sync-scope-user = Your account
sync-replica-size = Local database

## How it stands

sync-offline-from = Offline since
sync-lease = Without the server
sync-lease-until = Works until { $time } without the server ({ $left } left)
sync-lease-unlimited = Works for as long as it takes
sync-clock = This computer's clock
sync-clock-right = Right
sync-search = Search
sync-search-complete = Complete
sync-search-left = { $n ->
    [one] { $n } delivery is not indexed yet and is found more slowly until then
   *[other] { $n } deliveries are not indexed yet and are found more slowly until then
}
sync-program = This console
sync-update-wanted = Update this console: the server is newer. Until then everything still goes both ways.
status-update-wanted = Update this console

standing-clock-behind = This computer's clock is { $off } behind. Times here are corrected by the server's. Set the clock.
standing-clock-ahead = This computer's clock is { $off } ahead. Times here are corrected by the server's. Set the clock.
standing-clock-behind-memory = This computer's clock is { $off } behind what the server last said. Times here are corrected from memory until it answers.
standing-clock-ahead-memory = This computer's clock is { $off } ahead of what the server last said. Times here are corrected from memory until it answers.
standing-lease-soon = Without the server this console locks in { $left }. Nothing is lost; connecting once is enough.
standing-too-large = A change of { $size } is too large for what stands before the server. It and what was done after it wait here; everything else goes on. Ask whoever runs the server to let larger requests pass.

locked-title = This console is locked
locked-why = The server was last there on { $since }. Without it this console works until { $until }, which has passed.
locked-kept = { $n ->
    [0] Nothing waits to be sent. Everything on this computer is kept.
    [one] { $n } command that was not sent is kept and is sent as soon as the server answers.
   *[other] { $n } commands that were not sent are kept and are sent as soon as the server answers.
}
locked-how = Connect this computer to the network. The console unlocks by itself as soon as the server answers.

returned-sent = { $n ->
    [one] Back online. { $n } command sent; nothing needs you.
   *[other] Back online. { $n } commands sent; nothing needs you.
}
returned-need-you = { $need ->
    [one] Back online. { $n } sent, { $need } needs you.
   *[other] Back online. { $n } sent, { $need } need you.
}
returned-look = Show them
