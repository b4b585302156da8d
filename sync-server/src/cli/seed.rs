//! `seed`.

use crate::{
    clock,
    db::connect,
    seed::{self, MAX_HUBS, MAX_ZONES, Options},
    settings::Database,
};
use clap::Args as ClapArgs;
use domain::units::ServiceDate;

#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    database: Database,
    /// Hubs in Riyadh, 1 to 6
    #[arg(long, default_value_t = 3, value_parser = within(1, MAX_HUBS))]
    hubs: usize,
    /// Zones over the city, 1 to 50
    #[arg(long, default_value_t = 40, value_parser = within(1, MAX_ZONES))]
    zones: usize,
    /// Couriers with a vehicle and a shift each, 1 to 5000
    #[arg(long, default_value_t = 120, value_parser = within(1, 5000))]
    couriers: usize,
    /// Deliveries of the day, 0 to 50000
    #[arg(long, default_value_t = 3000, value_parser = within(0, 50_000))]
    deliveries: usize,
    /// The service date, as YYYY-MM-DD; today in Riyadh when absent
    #[arg(long)]
    date: Option<ServiceDate>,
    /// When the hubs' business day begins, in minutes after midnight
    #[arg(long, default_value_t = 240, value_parser = clap::value_parser!(i32).range(0..24 * 60))]
    day_starts_at_min: i32,
    /// The same number makes the same day
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Of the accounts noura, faisal, reem, admin and tracker; at least 8 characters
    #[arg(long, env = "BARQ_PASSWORD", hide_env_values = true)]
    password: String,
    /// For measurements: this many deliveries in the first hub, written in bulk past the rules, and none else
    #[arg(long)]
    rows: Option<usize>,
}

fn within(
    least: usize,
    most: usize,
) -> impl Fn(&str) -> Result<usize, String> + Clone + Send + Sync {
    move |text| match text.parse() {
        Ok(n) if (least..=most).contains(&n) => Ok(n),
        _ => Err(format!("allowed are {least} to {most}")),
    }
}

pub async fn run(args: Args) -> anyhow::Result<()> {
    let pool = connect(&args.database).await?;
    let now = clock::now();
    let options = Options {
        hubs: args.hubs,
        zones: args.zones,
        couriers: args.couriers,
        deliveries: if args.rows.is_some() {
            0
        } else {
            args.deliveries
        },
        date: args
            .date
            .unwrap_or_else(|| ServiceDate::of(now, "Asia/Riyadh", args.day_starts_at_min)),
        day_starts_at_min: args.day_starts_at_min,
        seed: args.seed,
        password: args.password,
    };
    let mut summary = serde_json::to_value(seed::run(&pool, &options, now).await?)?;
    if let Some(rows) = args.rows {
        let written = seed::bulk::run(&pool, &options, rows, now).await?;
        summary["bulk_rows_written"] = written.into();
    }
    println!("{summary}");
    Ok(())
}
