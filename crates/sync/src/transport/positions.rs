//! Reporting where couriers are, for programs that know it: a phone's, a tracking service's, the demo's.

use super::{SHORT_TIMEOUT, Transport};
use wire::{error::Problem, http::PositionReport};

impl Transport {
    /// Hands over positions, 1 to 1000 at once; the server takes all of them or none. Fails with
    /// `token_expired`, `not_granted`, `server_unreachable`, ….
    pub async fn report_positions(
        &self,
        token: &str,
        reports: &[PositionReport],
    ) -> Result<(), Problem> {
        let url = self.url("api/v1/positions")?;
        self.post(url, Some(token), reports, SHORT_TIMEOUT)
            .await
            .map(drop)
    }
}
