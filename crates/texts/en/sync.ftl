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
sync-update-wanted = A newer version of BARQ Dispatch is out. This one still works and syncs; get the new one from your admin before the server stops accepting it.
