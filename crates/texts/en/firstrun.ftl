### First run: server, sign-in, first sync.

firstrun-title = Welcome to BARQ Dispatch
firstrun-intro = Your hub's day on this computer, with or without a network.
firstrun-step = Step { $n } of { $total }
firstrun-step-server = Server
firstrun-step-sign-in = Sign in
firstrun-step-sync = First sync
firstrun-server-label = Server address
firstrun-server-hint = For example https://dispatch.example.com
firstrun-server-check = Connect
firstrun-server-checking = Looking for the server…
firstrun-server-ok = Server found, version { $version }
firstrun-server-invalid = This is not a server's address. Write it like https://dispatch.example.com, or with http:// if your admin says so.
firstrun-server-not-barq = Something answers there, but it is not a BARQ server.
firstrun-user = User name
firstrun-password = Password
firstrun-password-show = Show password
firstrun-password-hide = Hide password
firstrun-sign-in = Sign in
firstrun-signing-in = Signing in…
firstrun-demo = Open the demo
firstrun-device = Name of this device
firstrun-passphrase = Passphrase
firstrun-passphrase-again = Passphrase again
firstrun-passphrase-hint = This computer has no keychain. The passphrase protects the data on it and is asked for at each start. Nobody can recover it.
firstrun-passphrase-short = Use at least { $min } characters.
firstrun-passphrase-differs = The two passphrases differ.
firstrun-passphrase-set = Protect and continue
firstrun-unlock = Unlock
firstrun-unlock-title = Unlock the replica
firstrun-unlock-whose = It holds the work of { $user } on { $server }.
firstrun-unlock-other = Another user or server
firstrun-unlock-back = Back to unlocking
firstrun-unlock-forgotten = Passphrase forgotten
firstrun-forgotten-question = Begin afresh without the passphrase?
firstrun-forgotten-hint = Nobody can recover it. The copy on this computer is destroyed, and with it everything that was not sent. What was sent is on the server and is fetched again when you sign in.
firstrun-forgotten-yes = Destroy and begin afresh
firstrun-wiped = { $unsent ->
    [0] An admin had this device wiped on { $when }. The key and the data of { $user } were destroyed; nothing that was not sent was among them. What was sent is on the server. Sign in to begin afresh, or ask your admin why.
    [one] An admin had this device wiped on { $when }. The key and the data of { $user } were destroyed, and with them { $unsent } command that had not been sent. What was sent is on the server. Sign in to begin afresh, or ask your admin why.
   *[other] An admin had this device wiped on { $when }. The key and the data of { $user } were destroyed, and with them { $unsent } commands that had not been sent. What was sent is on the server. Sign in to begin afresh, or ask your admin why.
}
firstrun-sealed = { $n ->
    [one] { $n } command that was not sent is sealed on this computer. Nobody else can read it; it is sent when whoever made it signs in here again.
   *[other] { $n } commands that were not sent are sealed on this computer. Nobody else can read them; they are sent when whoever made them signs in here again.
}
firstrun-sync-title = Fetching your hubs
firstrun-sync-bytes = { $done } of { $total }
firstrun-sync-rows = { $n ->
    [0] no rows yet
    [one] { $n } row
   *[other] { $n } rows
}
firstrun-sync-left = about { $time } left
firstrun-sync-hint = You may close the console; it goes on where it stopped.
firstrun-sync-interrupted = The connection broke. What was fetched is kept; it goes on by itself.
firstrun-sync-done = Ready
firstrun-open-board = Open the board
firstrun-no-hubs = You have no hub yet. Ask an admin to give you one, then try again.
