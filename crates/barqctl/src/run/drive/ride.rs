//! One simulated courier on the way from stop to stop, in a straight line, resting a little at each. Pure.

use domain::{id::CourierId, units::Point};

/// As near as this counts as there, metres.
const THERE_M: f64 = 20.0;
/// How long a stop takes, seconds.
const STOP_SECS: f64 = 90.0;
/// Metres in a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// Where a courier is and where to.
#[derive(Debug)]
pub struct Ride {
    /// Degrees.
    pub lon: f64,
    /// Degrees.
    pub lat: f64,
    /// Clockwise from north, 0 to 359.
    pub heading_deg: i32,
    /// At present; 0 at a stop.
    pub speed_kmh: i32,
    stops: Vec<Point>,
    /// Stops that were reached since the last round began.
    reached: Vec<Point>,
    rest_secs: f64,
}

impl Ride {
    /// Someone standing at `point`. Couriers begin at different moments, or a whole fleet would leave its hub
    /// as one.
    pub fn from(point: Point, courier: CourierId) -> Self {
        Self {
            lon: point.lon(),
            lat: point.lat(),
            heading_deg: 0,
            speed_kmh: 0,
            stops: Vec::new(),
            reached: Vec::new(),
            rest_secs: f64::from(courier.0.as_bytes()[15] % 60),
        }
    }

    /// The stops to ride to from now on, in order.
    pub fn go(&mut self, stops: Vec<Point>) {
        self.reached.retain(|point| stops.contains(point));
        self.stops = stops;
    }

    /// The first stop not yet reached; once all were, a new round begins.
    fn next(&mut self) -> Option<Point> {
        if self.stops.iter().all(|stop| self.reached.contains(stop)) {
            self.reached.clear();
        }
        self.stops
            .iter()
            .find(|stop| !self.reached.contains(stop))
            .copied()
    }

    /// Lets `secs` pass.
    pub fn advance(&mut self, secs: f64, speed_kmh: f64) {
        self.speed_kmh = 0;
        let riding = secs - self.rest_secs;
        self.rest_secs = (self.rest_secs - secs).max(0.0);
        if riding <= 0.0 {
            return;
        }
        let Some(stop) = self.next() else { return };
        let east_m = (stop.lon() - self.lon) * DEGREE_M * self.lat.to_radians().cos();
        let north_m = (stop.lat() - self.lat) * DEGREE_M;
        let (left_m, step_m) = (east_m.hypot(north_m), speed_kmh / 3.6 * riding);
        if left_m <= step_m.max(THERE_M) {
            (self.lon, self.lat) = (stop.lon(), stop.lat());
            self.reached.push(stop);
            self.rest_secs = STOP_SECS;
            return;
        }
        let share = step_m / left_m;
        self.lon += (stop.lon() - self.lon) * share;
        self.lat += (stop.lat() - self.lat) * share;
        self.heading_deg = east_m.atan2(north_m).to_degrees().rem_euclid(360.0) as i32 % 360;
        self.speed_kmh = speed_kmh.round() as i32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Point {
        Point::from_degrees(lon, lat).unwrap()
    }

    fn ride(from: Point) -> Ride {
        // Its last byte is 0: leaves at once.
        Ride::from(from, CourierId(uuid::Uuid::nil()))
    }

    #[test]
    fn rides_towards_the_stop_at_the_speed_asked_for() {
        let (hub, stop) = (at(46.70, 24.70), at(46.80, 24.70));
        let mut ride = ride(hub);
        ride.go(vec![stop]);
        ride.advance(60.0, 36.0);
        let ridden = hub.distance_m(at(ride.lon, ride.lat));
        assert!(
            (ridden - 600.0).abs() < 2.0,
            "{ridden} m in a minute at 36 km/h"
        );
        assert_eq!(ride.heading_deg, 90, "east");
        assert_eq!(ride.speed_kmh, 36);
    }

    #[test]
    fn rests_at_a_stop_and_then_takes_the_next() {
        let (first, second) = (at(46.70, 24.7005), at(46.70, 24.69));
        let mut ride = ride(at(46.70, 24.70));
        ride.go(vec![first, second]);
        ride.advance(30.0, 25.0);
        assert_eq!((at(ride.lon, ride.lat), ride.speed_kmh), (first, 0));
        ride.advance(STOP_SECS / 2.0, 25.0);
        assert_eq!(at(ride.lon, ride.lat), first, "still busy there");
        ride.advance(STOP_SECS, 25.0);
        assert_eq!(ride.heading_deg, 180, "south");
        assert_eq!(ride.speed_kmh, 25);
    }

    #[test]
    fn stays_where_there_is_nothing_to_do_and_rounds_begin_anew() {
        let here = at(46.70, 24.70);
        let mut ride = ride(here);
        ride.advance(60.0, 25.0);
        assert_eq!((at(ride.lon, ride.lat), ride.speed_kmh), (here, 0));
        ride.go(vec![here]);
        ride.advance(1.0, 25.0);
        assert_eq!(
            ride.next(),
            Some(here),
            "the only stop is the next one again"
        );
    }
}
