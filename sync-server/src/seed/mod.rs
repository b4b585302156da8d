//! A day of our own making, for demonstrations, tests and measurements: hubs in Riyadh, zones, couriers,
//! merchants, and a day's deliveries part of which are done by now. The plan is pure ([`layout`], [`day`],
//! [`story`]); it comes about through [`execute`](crate::execute::execute), command by command, given at the
//! moments at which people would have given them. [`bulk`] alone goes past the rules, for measurements.

pub mod bulk;
pub mod day;
pub mod geometry;
pub mod layout;
mod names;
mod places;
pub mod story;

use crate::{
    execute::{Incoming, Principal, Source, execute},
    people::{self, NewPerson, OPERATOR, PeopleError},
    wake::Wake,
};
use day::Span;
use domain::{
    command::{Command, Other},
    entities::{Policy, Role},
    id::{CommandId, HubId, UserId, hashed},
    units::{Millis, ServiceDate},
};
use layout::Layout;
use rand::{SeedableRng, rngs::StdRng};
use serde::Serialize;
use sqlx::{PgPool, Row};
use std::collections::BTreeMap;
use story::Told;
use wire::sync::Outcome;

/// The most hubs and zones there are names for.
pub const MAX_HUBS: usize = places::HUBS.len();
pub const MAX_ZONES: usize = places::DISTRICTS.len();
/// Rows of one kind given to one command.
const AT_ONCE: usize = 100;

/// What to make.
#[derive(Clone, Debug)]
pub struct Options {
    pub hubs: usize,
    pub zones: usize,
    pub couriers: usize,
    pub deliveries: usize,
    pub date: ServiceDate,
    /// When the hubs' business day begins, minutes after midnight.
    pub day_starts_at_min: i32,
    pub seed: u64,
    /// Of every account made.
    pub password: String,
}

/// What there is afterwards.
#[derive(Debug, Serialize)]
pub struct Summary {
    pub hubs: Vec<HubId>,
    pub zones: usize,
    pub couriers: usize,
    pub merchants: usize,
    pub deliveries: usize,
    /// How many deliveries of the day are in each state.
    pub states: BTreeMap<String, i64>,
    pub users: Vec<String>,
    /// Commands executed by this run; 0 when the day was there already.
    pub commands: usize,
    pub seconds: f64,
}

/// The accounts made, with their role in every hub; the last but one may also change the organisation.
const PEOPLE: [(&str, &str, &str, Role); 5] = [
    (
        "noura",
        "نورة القحطاني",
        "Noura Al Qahtani",
        Role::Dispatcher,
    ),
    ("faisal", "فيصل الحربي", "Faisal Al Harbi", Role::Dispatcher),
    ("reem", "ريم الدوسري", "Reem Al Dosari", Role::Supervisor),
    ("admin", "مدير النظام", "Administrator", Role::Admin),
    ("tracker", "خدمة التتبع", "Position service", Role::Service),
];

/// Makes what is missing. Running it again changes nothing.
pub async fn run(pool: &PgPool, options: &Options, now: Millis) -> Result<Summary, PeopleError> {
    let began = std::time::Instant::now();
    let mut rng = StdRng::seed_from_u64(options.seed);
    let layout = Layout::new(options, &mut rng);
    let span = Span::new(options, now);
    let users = organisation(pool, options, &layout, span).await?;
    let plans = day::deliveries(options, &layout, span, &mut rng);
    let mut commands = 0;
    if !has_day(pool, &plans).await? {
        let mut told = story::created(&layout, &plans, span);
        told.extend(story::worked(&layout, &plans, span));
        commands = told.len();
        tell(pool, told, [users[0], users[1]]).await?;
    }
    Ok(Summary {
        hubs: layout.hubs.iter().map(|h| h.id).collect(),
        zones: layout.zones.len(),
        couriers: layout.couriers.len(),
        merchants: layout.merchants.len(),
        deliveries: plans.len(),
        states: states(pool, options.date).await?,
        users: PEOPLE.iter().map(|p| p.0.to_owned()).collect(),
        commands,
        seconds: began.elapsed().as_secs_f64(),
    })
}

/// What does not depend on the day, and the day's shifts. Answers the people's ids.
async fn organisation(
    pool: &PgPool,
    options: &Options,
    layout: &Layout,
    span: Span,
) -> Result<Vec<UserId>, PeopleError> {
    let at = span.at(-3.0);
    let merchants = layout.merchants.iter().map(|m| m.0.clone()).collect();
    let mut commands = vec![
        Other::UpsertHub {
            hubs: layout.hubs.clone(),
        },
        Other::UpsertMerchant { merchants },
    ];
    let policy: i64 = sqlx::query_scalar("SELECT count(*) FROM policy")
        .fetch_one(pool)
        .await?;
    if policy == 0 {
        commands.push(Other::SetPolicy {
            policy: Policy::standard(),
        });
    }
    let shifts = day::shifts(layout, span);
    for (index, hub) in layout.hubs.iter().enumerate() {
        let hub = hub.id;
        let zones = layout
            .zones
            .iter()
            .filter(|z| z.hub == index)
            .map(|z| z.spec.clone());
        let fleet = || layout.couriers.iter().filter(move |c| c.hub == index);
        let shifts = shifts.iter().filter(|s| s.0 == index).map(|s| s.1.clone());
        commands.extend(parts(zones, |zones| Other::UpsertZone { hub, zones }));
        commands.extend(parts(fleet().map(|c| c.vehicle.clone()), |vehicles| {
            Other::UpsertVehicle { hub, vehicles }
        }));
        commands.extend(parts(fleet().map(|c| c.courier.clone()), |couriers| {
            Other::UpsertCourier { hub, couriers }
        }));
        commands.extend(parts(shifts, |shifts| Other::OpenShift { hub, shifts }));
    }
    let commands: Vec<_> = commands
        .into_iter()
        .map(|c| (at, Command::Other(c)))
        .collect();
    for batch in commands.chunk_by(|a, b| a.0 == b.0) {
        submit(pool, OPERATOR, at, batch.iter().map(|c| &c.1)).await?;
    }
    let mut users = Vec::new();
    for (username, name_ar, name_en, role) in PEOPLE {
        let known = people::find(pool, username).await?;
        let user = match known {
            Some(user) => user,
            None => {
                let person = NewPerson {
                    username: username.into(),
                    name_ar: name_ar.into(),
                    name_en: name_en.into(),
                    password: options.password.clone(),
                    admin: role == Role::Admin,
                    grants: layout.hubs.iter().map(|h| (h.id, role)).collect(),
                };
                people::add(pool, person, at).await?
            }
        };
        users.push(user);
    }
    Ok(users)
}

fn parts<T: Clone>(rows: impl Iterator<Item = T>, command: impl Fn(Vec<T>) -> Other) -> Vec<Other> {
    let rows: Vec<T> = rows.collect();
    rows.chunks(AT_ONCE)
        .map(|part| command(part.to_vec()))
        .collect()
}

async fn has_day(pool: &PgPool, plans: &[day::DeliveryPlan]) -> Result<bool, sqlx::Error> {
    let Some(first) = plans.first() else {
        return Ok(true);
    };
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM delivery WHERE id = $1)")
        .bind(first.id.0)
        .fetch_one(pool)
        .await
}

async fn states(pool: &PgPool, date: ServiceDate) -> Result<BTreeMap<String, i64>, sqlx::Error> {
    let rows =
        sqlx::query("SELECT state, count(*) FROM delivery WHERE service_date = $1 GROUP BY 1")
            .bind(date.to_string())
            .fetch_all(pool)
            .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect()
}

/// Gives the commands, those of one moment together, two dispatchers taking turns.
async fn tell(pool: &PgPool, told: Vec<Told>, dispatchers: [UserId; 2]) -> Result<(), PeopleError> {
    for (turn, together) in told.chunk_by(|a, b| a.at == b.at).enumerate() {
        let principal = Principal {
            user: dispatchers[turn % 2],
            device: None,
            service: false,
        };
        // Creating belongs to the dispatchers of the hub, working too; a guard that says no is part of the day.
        submit(
            pool,
            principal,
            together[0].at,
            together.iter().map(|t| &t.command),
        )
        .await?;
    }
    Ok(())
}

/// Executes commands under ids made from their content, so that a repeated run does nothing twice.
async fn submit(
    pool: &PgPool,
    principal: Principal,
    at: Millis,
    commands: impl Iterator<Item = &Command>,
) -> Result<(), PeopleError> {
    let incoming = commands
        .map(|command| {
            let json = serde_json::to_value(command)?;
            let id = hashed(
                "demo command",
                &[at.0.to_string().as_bytes(), json.to_string().as_bytes()],
            );
            Ok(Incoming {
                seq: 0,
                id: CommandId(id),
                issued_at: at,
                command: json,
            })
        })
        .collect::<Result<Vec<_>, serde_json::Error>>()
        .map_err(|error| PeopleError::Rejected(error.to_string()))?;
    let executed = execute(pool, &Wake::silent(), principal, Source::Api, incoming, at).await?;
    for command in executed.outcomes {
        match command.outcome {
            Outcome::Applied { .. } => {}
            Outcome::Rejected { rejection } => {
                return Err(PeopleError::Rejected(rejection.to_string()));
            }
            Outcome::Retry { .. } => {
                return Err(PeopleError::Rejected("the database is busy".into()));
            }
            Outcome::Quarantined { reason } => return Err(PeopleError::Rejected(reason)),
            Outcome::Unknown(said) => return Err(PeopleError::Rejected(said.to_string())),
        }
    }
    Ok(())
}
