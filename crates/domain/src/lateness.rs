//! When a courier will be at each stop, and whether that is late. An estimate from straight lines and the
//! policy's numbers; knows no road and no traffic.
//!
//! Source: "Late" of the domain design: eta = max(now + 1.4 × straight distance from the courier's previous
//! open stop or last position ÷ 25 km/h, window start) + service time, along the open stops in order;
//! slack = promised_at − eta, without a promise the end of the last window − eta; late below zero, at risk
//! below 15 minutes. The numbers are [`Policy`]'s.

use crate::{
    entities::{Delivery, Policy},
    id::{CourierId, DeliveryId},
    text_enum,
    units::{Millis, Point, Window},
};

text_enum! {
    /// How a delivery stands against its promise.
    Timeliness {
        OnTime = "on_time",
        AtRisk = "at_risk",
        Late = "late",
        /// Neither promise nor window: it cannot be late.
        NoPromise = "no_promise",
    }
}

/// What an estimate needs of an open delivery.
#[derive(Clone, Copy, Debug)]
pub struct StopAhead<'a> {
    pub delivery: DeliveryId,
    /// Without a point the stop costs no way, and the next one is measured from the one before.
    pub point: Option<Point>,
    pub windows: &'a [Window],
    pub promised_at: Option<Millis>,
    pub service_secs: i32,
}

impl<'a> From<&'a Delivery> for StopAhead<'a> {
    fn from(delivery: &'a Delivery) -> Self {
        Self {
            delivery: delivery.id,
            point: delivery.dropoff_point(),
            windows: &delivery.windows,
            promised_at: delivery.promised_at,
            service_secs: delivery.service_secs,
        }
    }
}

impl StopAhead<'_> {
    /// The promise, else the end of the last window.
    fn due_at(&self) -> Option<Millis> {
        self.promised_at
            .or_else(|| self.windows.iter().map(|window| window.to).max())
    }

    /// When work can start for whoever gets there at `arrival`: at once, or when the next window opens. After
    /// the last window there is nothing to wait for.
    fn start(&self, arrival: Millis) -> Millis {
        self.windows
            .iter()
            .filter(|window| window.to >= arrival)
            .map(|window| window.from)
            .min()
            .map_or(arrival, |opens| opens.max(arrival))
    }
}

/// When a delivery will be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    pub delivery: DeliveryId,
    pub eta: Millis,
    /// Time to spare, seconds; negative when late. `None` without promise and window.
    pub slack_secs: Option<i64>,
    pub timeliness: Timeliness,
}

/// Seconds from `a` to `b`: the straight line, stretched by the detour, at the policy's speed.
pub fn travel_secs(a: Point, b: Point, policy: &Policy) -> f64 {
    let metres = a.distance_m(b) * f64::from(policy.detour_pct) / 100.0;
    metres * 3.6 / f64::from(policy.speed_kmh.max(1))
}

/// Estimates one courier's open stops in their order (by [`order`]), starting at `position`. Without a known
/// position the first stop costs no way.
pub fn estimates<'a>(
    stops: impl IntoIterator<Item = StopAhead<'a>>,
    position: Option<Point>,
    now: Millis,
    policy: &Policy,
) -> Vec<Estimate> {
    let mut here = position;
    let mut clock = now;
    stops
        .into_iter()
        .map(|stop| {
            let way = here
                .zip(stop.point)
                .map_or(0.0, |(from, to)| travel_secs(from, to, policy));
            let arrival = Millis(clock.0 + (way * 1000.0).round() as i64);
            clock = stop
                .start(arrival)
                .plus_secs(i64::from(stop.service_secs.max(0)));
            here = stop.point.or(here);
            judged(&stop, clock, policy)
        })
        .collect()
}

/// Estimates a delivery nobody has: as if the nearest courier on shift went there now.
pub fn estimate_unassigned(
    stop: StopAhead<'_>,
    on_shift: impl IntoIterator<Item = (CourierId, Point)>,
    now: Millis,
    policy: &Policy,
) -> Estimate {
    let start = stop.point.and_then(|to| nearest(to, on_shift));
    let eta = estimates([stop], start.map(|(_, at)| at), now, policy);
    eta.into_iter()
        .next()
        .unwrap_or_else(|| judged(&stop, now, policy))
}

/// The courier whose position is nearest to `to`; of two equally near, the lower id.
pub fn nearest(
    to: Point,
    couriers: impl IntoIterator<Item = (CourierId, Point)>,
) -> Option<(CourierId, Point)> {
    couriers.into_iter().min_by(|(a, at_a), (b, at_b)| {
        at_a.distance_m(to)
            .total_cmp(&at_b.distance_m(to))
            .then(a.cmp(b))
    })
}

fn judged(stop: &StopAhead<'_>, eta: Millis, policy: &Policy) -> Estimate {
    let slack_ms = stop.due_at().map(|due| due.0 - eta.0);
    let timeliness = match slack_ms {
        None => Timeliness::NoPromise,
        Some(slack) if slack < 0 => Timeliness::Late,
        Some(slack) if slack < i64::from(policy.at_risk_secs) * 1000 => Timeliness::AtRisk,
        Some(_) => Timeliness::OnTime,
    };
    Estimate {
        delivery: stop.delivery,
        eta,
        slack_secs: slack_ms.map(|slack| slack.div_euclid(1000)),
        timeliness,
    }
}

/// The order of a courier's stops: by sequence, then by id.
pub fn order(delivery: &Delivery) -> (i32, DeliveryId) {
    (delivery.sequence, delivery.id)
}

/// Whether a delivered delivery was on time; `None` when it is not delivered or had no promise.
pub fn was_on_time(delivery: &Delivery) -> Option<bool> {
    Some(delivery.delivered_at? <= delivery.due_at()?)
}
