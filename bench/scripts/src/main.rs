//! Scripts in the pool's own worker processes, as the server runs them, but for the API around it.
//!
//! Prints one line of JSON.

mod fairness;
mod load;
mod pool;
mod process;
mod resting;
mod trigger;

use clap::Parser;

#[derive(Parser)]
enum Work {
    /// The claims script, again and again.
    Load(load::Load),
    /// One organisation beside the endless loops of another.
    Fairness(fairness::Fairness),
    /// Start and memory of workers.
    Resting,
    /// What the pool starts.
    #[command(hide = true)]
    Worker,
}

fn main() -> anyhow::Result<()> {
    let figures = match Work::parse() {
        Work::Load(load) => load.measure()?,
        Work::Fairness(fairness) => fairness.measure()?,
        Work::Resting => resting::measure()?,
        Work::Worker => return Ok(portcullis_script_worker::serve()?),
    };
    println!("{figures}");
    Ok(())
}
