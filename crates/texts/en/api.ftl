### Words of the server's API: error titles beside its codes, for people who read responses.

api-error-unauthenticated = Sign in first.
api-error-bad-credentials = Name or password is wrong.
api-error-token-expired = The access token has expired. Use the refresh token.
api-error-token-reused = This refresh token was used before. All sessions of this device are closed.
api-error-forbidden = Your role does not allow this.
api-error-no-grant = You have no access to this hub.
api-error-unknown-hub = There is no such hub.
api-error-not-found = There is no such thing here.
api-error-malformed-json = The body is not valid JSON.
api-error-invalid-field = { $field } is not valid.
api-error-body-too-large = The body is larger than { $max } bytes.
api-error-too-many-items = A command takes at most { $max } items.
api-error-seq-gap = Commands are missing before number { $seq }.
api-error-seq-reused = Number { $seq } was used by another command.
api-error-client-unknown = This client is not known. Register it anew.
api-error-rate-limited = Too many requests. Try again in { $seconds } s.
api-error-unsupported-version = This version of the protocol is not spoken here.
api-error-database-down = The database does not answer. Try again.
api-error-internal = The server had a fault. Its number is { $request }.
api-error-shutting-down = The server is being stopped. Try again.
